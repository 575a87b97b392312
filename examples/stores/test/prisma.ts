/** The Prisma store over real clients, as `prisma generate` makes them from schema.prisma. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

import { PrismaLibSql } from '@prisma/adapter-libsql'
import { PrismaMariaDb } from '@prisma/adapter-mariadb'
import { PrismaPg } from '@prisma/adapter-pg'

import { prismaStore } from '../prisma-store.ts'
import { type PrismaTokens, prismaTokens } from '../prisma-tokens.ts'
import { type Given, type Kind, type Subject, nowhere } from './databases.ts'

/** The part of the generated client that the tests call; the import below has no types. */
interface Client extends PrismaTokens {
  readonly user: PrismaTokens['user'] & {
    deleteMany(): PromiseLike<unknown>
    createMany(query: { data: readonly Given[] }): PromiseLike<unknown>
  }
  $disconnect(): Promise<void>
}

const PROVIDERS = { PostgreSQL: 'postgresql', MariaDB: 'mysql', SQLite: 'sqlite' } as const

const run = promisify(execFile)
const EXAMPLE = join(import.meta.dirname, '..')
const COMMAND = dirname(createRequire(import.meta.url).resolve('prisma/package.json'))

/** Generates the client for a kind of database in a new folder of the example, where its packages resolve. */
export async function generateClient(kind: Kind): Promise<string> {
  const folder = mkdtempSync(join(EXAMPLE, '.generated-'))
  const schema = readFileSync(join(EXAMPLE, 'schema.prisma'), 'utf8')
  const path = join(folder, 'schema.prisma')
  writeFileSync(path, schema.replace(PROVIDERS.PostgreSQL, PROVIDERS[kind]))
  await run(process.execPath, [join(COMMAND, 'build/index.js'), 'generate', '--schema', path], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      CHECKPOINT_DISABLE: '1',
      // Without this path Prisma would download its migration engine, which `generate` does not use.
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    },
  })
  return folder
}

export async function prismaSubject(kind: Kind, url: string, folder: string): Promise<Subject> {
  const { PrismaClient } = (await import(join(folder, 'generated', 'client.ts'))) as {
    PrismaClient: new (options: { adapter: unknown; transactionOptions: object }) => Client
  }
  // SQLite runs one transaction at a time, and a test may wait for many.
  const transactionOptions = { maxWait: 30_000, timeout: 30_000 }
  const prisma = new PrismaClient({ adapter: adapterOf(kind, url), transactionOptions })
  return {
    store: { ...prismaStore(prisma), tokens: prismaTokens(prisma) },
    async fill(users) {
      await prisma.accessToken.deleteMany({})
      await prisma.user.deleteMany()
      await prisma.user.createMany({ data: users })
    },
    end: () => prisma.$disconnect(),
  }
}

function adapterOf(kind: Kind, url: string): unknown {
  switch (kind) {
    case 'PostgreSQL':
      return new PrismaPg({ connectionString: url })
    case 'MariaDB':
      const acquireTimeout = url === nowhere(kind) ? 1000 : 30_000
      return new PrismaMariaDb(
        `${url.replace('mysql:', 'mariadb:')}?acquireTimeout=${acquireTimeout}`,
      )
    case 'SQLite':
      return new PrismaLibSql({ url: `file:${url}` })
  }
}
