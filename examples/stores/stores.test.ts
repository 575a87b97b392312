/** The published contract on stores as applications write them: real ORMs over real databases. */
import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { storeContract } from 'tokenapi/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { describeEachPeer } from '../../packages/tokenapi/test/support/peers/each-peer.ts'
import {
  KINDS,
  type Kind,
  type Made,
  type Subject,
  databaseWithUsers,
  nowhere,
} from './test/databases.ts'
import { drizzleSubject } from './test/drizzle.ts'
import { kyselySubject } from './test/kysely.ts'
import { generateClient, prismaSubject } from './test/prisma.ts'
import { TWO_POOLS, nodeOver } from './test/two-pools.ts'

/** A key of each type. */
const KEYS = { integer: 7, bigint: 7, uuid: '0b9c8f3e-5a1d-4c7e-9f2b-3d6a8e1c4b5f' } as const

const clients = new Map<Kind, string>()
beforeAll(async () => {
  await Promise.all(KINDS.map(async (kind) => clients.set(kind, await generateClient(kind))))
})
afterAll(() => {
  for (const folder of clients.values()) rmSync(folder, { recursive: true })
})

describe.each([
  {
    orm: 'Prisma',
    idType: 'integer',
    keys: { PostgreSQL: 'serial', MariaDB: 'int AUTO_INCREMENT', SQLite: 'integer' },
    open: (kind: Kind, url: string) => prismaSubject(kind, url, clients.get(kind) ?? ''),
  },
  {
    orm: 'Drizzle',
    idType: 'uuid',
    keys: { PostgreSQL: 'uuid', MariaDB: 'char(36)', SQLite: 'text' },
    open: async (kind: Kind, url: string) => drizzleSubject(kind, url),
  },
  {
    orm: 'Kysely',
    idType: 'bigint',
    keys: { PostgreSQL: 'bigserial', MariaDB: 'bigint AUTO_INCREMENT', SQLite: 'integer' },
    open: async (kind: Kind, url: string) => kyselySubject(kind, url),
  },
] as const)('$orm', ({ idType, keys, open }) => {
  describeEachPeer(KINDS)('%s', (kind) => {
    let database: Made
    let subject: Subject
    let unreachable: Subject

    beforeAll(async () => {
      database = await databaseWithUsers(kind, keys[kind])
      subject = await open(kind, database.url)
      unreachable = await open(kind, nowhere(kind))
    })
    afterAll(async () => {
      await subject.end()
      await unreachable.end()
      await database.drop()
    })

    const cases = storeContract({
      idType,
      attributes: {
        email: ['zoé@example.com', 'Maria@example.com', '', "o'hara@example.com", 'n@example.com'],
      },
      async open(users) {
        await subject.fill(users)
        return subject.store
      },
      tokens: true,
      unreachable: async () => unreachable.store,
    })
    for (const { name, run } of cases) it(name, run)

    // SQLite has one writer: two connections of one process to a file cannot wait for each other.
    if (kind === 'SQLite') return
    for (const { name, run } of TWO_POOLS) {
      it(name, async () => {
        const second = await open(kind, database.url)
        const id = KEYS[idType]
        const maria = { id, username: 'maria', password: 'pbkdf2_sha256$1$salt$hash' }
        const { fill, store } = subject
        await fill([maria])
        const nodes = [nodeOver(store), nodeOver(second.store)] as const
        await run(nodes, id)
        for (const { api } of nodes) await api.close()
        await second.end()
      })
    }
  })
})

it('a generated client is what the Prisma stores ask for', () => {
  const [folder = ''] = clients.values()
  writeFileSync(
    join(folder, 'use.ts'),
    `import { PrismaClient } from './generated/client.ts'
     import { prismaStore } from '../prisma-store.ts'
     import { prismaTokens } from '../prisma-tokens.ts'
     export const usersOf = (prisma: PrismaClient) => prismaStore(prisma)
     export const tokensOf = (prisma: PrismaClient) => prismaTokens(prisma)`,
  )
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: '../tsconfig.json', include: [], files: ['use.ts'] }),
  )
  const tsc = join(import.meta.dirname, '../../node_modules/typescript/bin/tsc')
  const compile = () =>
    execFileSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8', stdio: 'pipe' })
  expect(compile).not.toThrow()
})

it.each(readdirSync(import.meta.dirname).filter((name) => /-(?:store|tokens)\.ts$/.test(name)))(
  '%s is under 60 lines',
  (name) => {
    const text = readFileSync(join(import.meta.dirname, name), 'utf8')
    expect(text.split('\n').length).toBeLessThan(60)
  },
)
