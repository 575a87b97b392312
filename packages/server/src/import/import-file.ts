/** `tokenapi import users FILE`: opens the file, reports progress, and prints the result. */
import type { ScryptParameters } from 'tokenapi/password'

import { EXIT } from '../commands/context.js'
import type { Config } from '../config/read-config.js'
import { SettingError } from '../config/setting-error.js'
import type { Database } from '../database.js'
import { write, writeJson } from '../output.js'
import { openProgress } from '../progress.js'
import type { DjangoRest } from './django-rows.js'
import { type FileFormat, formatOf } from './file-format.js'
import { hashTime, hashTimeNote } from './hash-time.js'
import { type Counts, importUsers } from './import-users.js'
import { type RowsOptions, openRows } from './open-rows.js'
import { prepareImport } from './prepare-import.js'
import { progressText } from './progress-text.js'
import type { Passwords, UNREADABLE } from './read-password.js'
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

/** Plain passwords that need no note about the time, because they are hashed quickly. */
const FEW = 20

export async function importFile(
  flags: ImportFlags,
  path: string,
  database: Database,
  config: Config,
): Promise<void> {
  const { passwords, dryRun, onError } = flags
  const arePlain = passwords === 'plain'
  const source = await openSource(path)
  const model = flags.model ?? 'auth.user'
  const format = flags.format ?? formatOf(path)
  const { read, batch, hash } = await prepareImport({ ...flags, format }, database, config)
  const rest: DjangoRest = { others: new Map(), lists: new Set() }
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
        records: database.admin.records,
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
