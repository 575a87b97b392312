/** `tokenapi import users FILE`: opens the file, reports progress, and prints the result. */
import { type ScryptParameters, createPasswordHasher, makePassword } from 'tokenapi/password'

import { passwordOptionsOf } from '../api.js'
import { EXIT } from '../commands/context.js'
import type { Config } from '../config/read-config.js'
import { SettingError } from '../config/setting-error.js'
import type { Database } from '../database.js'
import { write, writeJson } from '../output.js'
import { openProgress } from '../progress.js'
import type { DjangoRest } from './django-rows.js'
import { type FileFormat, formatOf } from './file-format.js'
import { fieldNames } from './field-names.js'
import { hashTime, hashTimeNote } from './hash-time.js'
import { type Counts, importUsers } from './import-users.js'
import { type RowsOptions, openRows } from './open-rows.js'
import { progressText } from './progress-text.js'
import type { Passwords, UNREADABLE } from './read-password.js'
import type { ReadOptions } from './read-user.js'
import { type Source, openSource } from './source.js'
import { badRowLine, outcomesAsJson, restNote, summary, withCounts } from './tell-import.js'

export interface ImportFlags {
  readonly format?: FileFormat
  readonly onError: 'stop' | 'skip'
  readonly batch?: number
  readonly passwords: Passwords
  readonly unreadable: (typeof UNREADABLE)[number]
  readonly scrypt?: ScryptParameters
  readonly model?: string
  readonly ignoreUnknown: boolean
  readonly dryRun: boolean
  readonly json: boolean
}

/** Rows in a transaction. Hashing takes a thousand times as long as writing, so a batch has fewer rows. */
export const BATCH = 1_000
export const PLAIN_BATCH = 50
/** Plain passwords that need no note about the time, because they are hashed quickly. */
const FEW = 20

export async function importFile(
  flags: ImportFlags,
  path: string,
  { store, admin }: Database,
  config: Config,
): Promise<void> {
  const { passwords, dryRun, onError } = flags
  const arePlain = passwords === 'plain'
  const source = await openSource(path)
  const model = flags.model ?? 'auth.user'
  const format = flags.format ?? formatOf(path)
  await store.ping()
  const table = await admin.inspect()
  const names = fieldNames(table)
  const read: ReadOptions = {
    names,
    idType: store.idType,
    isText: format === 'csv',
    passwords,
    unreadable: flags.unreadable,
    longest: table.columns.find(({ name }) => name === table.mapping.password)?.length,
    scrypt: flags.scrypt,
    ignoreUnknown: flags.ignoreUnknown,
  }
  const rest: DjangoRest = { others: new Map(), lists: new Set() }
  const batch = flags.batch ?? (arePlain ? PLAIN_BATCH : BATCH)
  const hasher = createPasswordHasher({ ...passwordOptionsOf(config), queue: batch })
  const hash = (password: string | null): Promise<string> =>
    password === null ? makePassword(null) : hasher.make(password)
  if (arePlain && !dryRun) {
    const count = await countRows(source, path, { format, model, read })
    const note = (count ?? FEW) < FEW ? undefined : hashTimeNote(await hashTime(count, hash))
    if (note !== undefined) process.stderr.write(`${note}\n`)
  }
  const counts: Counts = { added: 0, there: 0, bad: 0, outcomes: new Map(), weak: new Map() }
  const progress = await openProgress({
    title: 'Importing users',
    total: source.size,
    bar: process.stdin.isTTY && source.size !== undefined,
  })
  const renderProgress = progressText(source.size ?? 0, performance.now())
  let stopped = true
  try {
    const rows = await openRows(source.chunks, { format, model, read, rest })
    await importUsers(
      rows,
      {
        records: admin.records,
        read,
        batch,
        dryRun,
        hash,
        skipBadRows: onError === 'skip',
        onBadRow(place, username, reason) {
          const line = badRowLine(source.name, place, username, reason)
          if (onError === 'stop') throw new SettingError(line)
          progress.say(`${line}\n`)
        },
        onProgress(bytes) {
          const rowCount = counts.added + counts.there + counts.bad
          progress.reach(bytes, renderProgress(bytes, rowCount, performance.now()))
        },
      },
      counts,
    )
    stopped = false
  } catch (error) {
    throw withCounts(error, source.name, counts)
  } finally {
    progress.stop()
    // Where there is no user at all the error says so.
    if (counts.added + counts.there + counts.bad > 0) process.stderr.write(restNote(rest))
    const { added, there: alreadyThere, bad } = counts
    const formats = outcomesAsJson(counts)
    if (flags.json) {
      const outcomes = formats === undefined ? {} : { passwords: formats }
      await writeJson({ added, alreadyThere, bad, dryRun, stopped, ...outcomes })
    }
  }
  if (!flags.json) await write(summary(counts, dryRun, arePlain))
  if (counts.bad > 0) process.exitCode = EXIT.no
}

/** Rows of a file, counted before it is read; `undefined` for a pipe, or for one that cannot be read. */
async function countRows(
  { size }: Source,
  path: string,
  options: Omit<RowsOptions, 'rest'>,
): Promise<number | undefined> {
  if (size === undefined) return undefined
  const { chunks } = await openSource(path)
  try {
    const rest: DjangoRest = { others: new Map(), lists: new Set() }
    let count = 0
    for await (const row of await openRows(chunks, { ...options, rest })) {
      if ('fields' in row) count++
    }
    return count
  } catch {
    return undefined
  }
}
