/** A copy of a SQLite database that is in use. */
import { existsSync, statSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { SettingError } from './config/setting-error.js'
import type { Database } from './database.js'
import { named } from './export/destination.js'
import { fileErrorText } from './file-error-text.js'

/**
 * Copies the database to a new file, checks the copy, and gives it its name. Rejects with `SettingError`; then there is no
 * file.
 */
export async function backUp({ kind, file, name }: Database, path: string): Promise<void> {
  if (file === undefined) throw new SettingError(elsewhere(kind, name))
  if (!existsSync(file)) throw new SettingError(`there is no database at ${file}`)
  refuseFolder(path)
  if (existsSync(path)) throw new SettingError(`${path} cannot be written: there is one already`)
  const begun = `${path}.part`
  await create(begun)
  try {
    await copy(file, begun)
    await check(begun)
    await named(begun, path)
  } finally {
    for (const end of ['', '-wal', '-shm', '-journal']) await rm(begun + end, { force: true })
  }
}

function elsewhere(kind: Database['kind'], name: string): string {
  const command =
    kind === 'postgres'
      ? "pg_dump --table auth_user --table 'tokenapi_*' --file FILE DATABASE"
      : 'mariadb-dump (or mysqldump) --single-transaction DATABASE > FILE'
  return `backup copies SQLite databases, and this is ${name}: use ${command}; see docs/production.md`
}

function refuseFolder(path: string): void {
  const folder = dirname(path)
  if (/[/\\]$/.test(path) || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
    const name = join(path, 'tokenapi-copy.sqlite3')
    throw new SettingError(`${path} is a folder: write the name of a new file, such as ${name}`)
  }
  if (!existsSync(folder)) throw new SettingError(`there is no folder ${folder}: make it first`)
}

/** Readable for its owner alone: hashes are in it. */
async function create(path: string): Promise<void> {
  try {
    await (await open(path, 'wx', 0o600)).close()
  } catch (error) {
    throw new SettingError(`${path} cannot be written: ${fileErrorText(error)}`)
  }
}

async function copy(from: string, to: string): Promise<void> {
  // Node 20 has no `node:sqlite`, and Node before 22.16 has it without `backup`.
  const { DatabaseSync, backup } = await import('node:sqlite').catch(() => ({
    DatabaseSync: undefined,
    backup: undefined,
  }))
  if (typeof backup !== 'function' || DatabaseSync === undefined) {
    throw new SettingError(
      `backup needs Node 22.16, 23.8 or newer, and this is ${process.versions.node}: use a newer Node for this command, or the program sqlite3: sqlite3 ${from} "VACUUM INTO '${to.replace(/\.part$/, '')}'"`,
    )
  }
  const database = new DatabaseSync(from, { readOnly: true })
  try {
    // All pages in one step: a step after somebody has written begins from the start again.
    await backup(database, to, { rate: ALL_PAGES })
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown'
    throw new SettingError(`${from} cannot be copied: ${reason}`)
  } finally {
    database.close()
  }
}

/** More than a database can have; Node takes no -1. */
const ALL_PAGES = 0x7f_ff_ff_ff

async function check(path: string): Promise<void> {
  const problems = await problemsOf(path)
  if (problems === undefined) return
  throw new SettingError(`the copy is damaged, as its database is, and was removed: ${problems}`)
}

/** What SQLite finds wrong; `undefined` for a sound database. */
async function problemsOf(path: string): Promise<string | undefined> {
  const { DatabaseSync } = await import('node:sqlite')
  const database = new DatabaseSync(path)
  try {
    const rows = database.prepare('PRAGMA integrity_check').all()
    const found = rows.map((row) => String(row['integrity_check']))
    return found.join() === 'ok' ? undefined : found.slice(0, 3).join('; ')
  } catch (error) {
    return error instanceof Error ? error.message : 'unknown'
  } finally {
    database.close()
  }
}
