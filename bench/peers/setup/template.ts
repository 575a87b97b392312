/** A database with the users and tokens of all rows. Each server gets a copy, which no other has written to. */
import { execFileSync } from 'node:child_process'
import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import pg from 'pg'

import { startPostgres } from '../../../scripts/services.mjs'
import { LOAD_CORE } from '../run/cores.ts'
import type { SqlDatabase } from '../row.ts'

export interface Template {
  /** For seeds. */
  readonly url: string
  /** After the last seed. */
  seal(): Promise<void>
  /** The URL of a fresh copy, in place of the one before. */
  copy(): Promise<string>
  /** The database server, if it is a process of its own. */
  readonly pid: number | undefined
  stop(): Promise<void>
}

export async function makeTemplate(database: SqlDatabase, folder: string): Promise<Template> {
  return database === 'sqlite' ? sqliteTemplate(folder) : postgresTemplate()
}

function sqliteTemplate(folder: string): Template {
  const file = join(folder, 'template.sqlite3')
  const copied = join(folder, 'users.sqlite3')
  const run = (sql: string): void => {
    const database = new DatabaseSync(file)
    database.exec(sql)
    database.close()
  }
  run('PRAGMA journal_mode = WAL')
  return {
    url: `sqlite:${file}`,
    seal: async () => run('ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)'),
    copy: async () => {
      for (const journal of ['-wal', '-shm']) rmSync(copied + journal, { force: true })
      copyFileSync(file, copied)
      return `sqlite:${copied}`
    },
    pid: undefined,
    stop: async () => {},
  }
}

async function postgresTemplate(): Promise<Template> {
  const server = await startPostgres()
  // With the load: as a database on another machine would not take the server's time.
  execFileSync('taskset', ['-acp', LOAD_CORE, String(server.pid)], { stdio: 'ignore' })
  const urlOf = (name: string): string => server.url.replace(/[^/]*$/, name)
  const run = async (sql: string, name = 'postgres'): Promise<void> => {
    const client = new pg.Client({ connectionString: urlOf(name) })
    await client.connect()
    try {
      await client.query(sql)
    } finally {
      await client.end()
    }
  }
  await run('CREATE DATABASE template_of_users')
  return {
    url: urlOf('template_of_users'),
    seal: () => run('VACUUM ANALYZE', 'template_of_users'),
    copy: async () => {
      // FORCE: the connections of a server that was killed may still be closing.
      await run('DROP DATABASE IF EXISTS users WITH (FORCE)')
      await run('CREATE DATABASE users TEMPLATE template_of_users')
      return urlOf('users')
    },
    pid: server.pid,
    stop: () => server.stop(),
  }
}
