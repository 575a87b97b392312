/** Fills a template, and lists the tokens that are made in it. Peers make theirs by their own code. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import pg from 'pg'
import { createTokenApi } from 'tokenapi'
import { sqlAdmin } from 'tokenapi/admin'
import { postgresStore } from 'tokenapi/postgres'
import { sqliteStore } from 'tokenapi/sqlite'

import type { RequestList, Row, SqlDatabase } from '../row.ts'
import { issueAll } from './issue-all.mjs'
import { ROOT } from './matrix.ts'
import { writeList } from './request-lists.ts'
import { guardedRequest } from './request-line.mjs'
import { tables } from './tables.ts'
import { SECRET, USERS } from './users.mjs'

export interface Place {
  readonly database: SqlDatabase
  readonly url: string
  readonly folder: string
  readonly rows: readonly Row[]
}

export async function seed(place: Place): Promise<void> {
  const { rows } = place
  await createTables(place)
  const needs = (...lists: readonly RequestList[]): boolean =>
    rows.some(({ requests }) => lists.includes(requests))
  if (needs('access')) await seedAccessTokens(place)
  if (needs('better-auth-bearer', 'better-auth-api-key')) {
    const made = seedPeer<{ bearer: string; key: string }>('better-auth', place)
    list('better-auth-bearer', place, made, ({ bearer }) => `Authorization: Bearer ${bearer}`)
    list('better-auth-api-key', place, made, ({ key }) => `x-api-key: ${key}`)
  }
  if (needs('adonis')) {
    const made = seedPeer<{ token: string }>('adonis', place)
    list('adonis', place, made, ({ token }) => `Authorization: Bearer ${token}`)
  }
}

async function createTables({ database, url }: Place): Promise<void> {
  if (database === 'sqlite') {
    const file = new DatabaseSync(url.slice('sqlite:'.length))
    file.exec(tables(database))
    file.close()
    return
  }
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(tables(database))
  await client.end()
}

async function seedAccessTokens({ database, url, folder }: Place): Promise<void> {
  const store = url.startsWith('sqlite:')
    ? sqliteStore(url.slice('sqlite:'.length))
    : postgresStore(url)
  await sqlAdmin(store).migrate()
  const api = createTokenApi({ secretKey: SECRET, store, accessTokens: true })
  writeList(folder, `access-${database}`, await issueAll(api))
  await api.close()
}

/** What the seed of a peer prints: one line of JSON for each user. */
function seedPeer<T>(peer: string, { url }: Place): readonly T[] {
  const output = execFileSync(process.execPath, [join(ROOT, 'matrix/peers', peer, 'seed.mjs')], {
    env: { ...process.env, DATABASE: url, HOST: '127.0.0.1', PORT: '0' },
    encoding: 'utf8',
    maxBuffer: 1 << 24,
  })
  const lines = output.trim().split('\n')
  if (lines.length !== USERS.length) throw new Error(`${peer}: no token for each user:\n${output}`)
  return lines.map((line) => JSON.parse(line) as T)
}

function list<T>(
  name: RequestList,
  { database, folder }: Place,
  made: readonly T[],
  headerOf: (one: T) => string,
): void {
  writeList(
    folder,
    `${name}-${database}`,
    made.map((one) => guardedRequest(headerOf(one))).join('\n'),
  )
}
