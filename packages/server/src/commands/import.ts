import { type CommandContext, type RouteMap, buildCommand, buildRouteMap } from '@stricli/core'
import { type ScryptParameters, createPasswordHasher, makePassword } from 'tokenapi/password'

import { passwordOptionsOf } from '../api.js'
import type { Config } from '../config/read-config.js'
import type { Database } from '../database.js'
import type { DjangoRest } from '../import/django-rows.js'
import { FORMATS, type FileFormat, formatOf } from '../import/file-format.js'
import { fieldNames } from '../import/field-names.js'
import { hashTime, hashTimeNote } from '../import/hash-time.js'
import { type Counts, importUsers } from '../import/import-users.js'
import { type RowsOptions, openRows } from '../import/open-rows.js'
import { openProgress } from '../import/progress.js'
import { PASSWORDS, type Passwords, UNREADABLE } from '../import/read-password.js'
import type { ReadOptions } from '../import/read-user.js'
import { type Source, openSource } from '../import/source.js'
import { badRowLine, outcomesAsJson, restNote, summary, withCounts } from '../import/tell-import.js'
import { write, writeJson } from '../output.js'
import { SettingError } from '../config/setting-error.js'
import {
  type DatabaseFlags,
  EXIT,
  databaseFlags,
  jsonFlag,
  switchFlag,
  textFlag,
  withDatabase,
} from './context.js'

interface Flags extends DatabaseFlags {
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

/** Rows in a transaction. Hashing takes a thousand times as long as writing, so fewer are at stake. */
const BATCH = 1_000
const PLAIN_BATCH = 50
const MOST_IN_BATCH = 10_000
/** Plain passwords that are soon hashed. */
const FEW = 20

const users = buildCommand({
  func: (flags: Flags, path: string) =>
    withDatabase(flags, (database, config) => importFile(flags, path, database, config), {
      patient: true,
    }),
  parameters: {
    flags: {
      ...databaseFlags,
      format: {
        kind: 'enum',
        values: FORMATS,
        optional: true,
        brief: 'what is in the file, unless its name ends in .csv, .jsonl or .json (dumpdata)',
      },
      onError: {
        kind: 'enum',
        values: ['stop', 'skip'],
        default: 'stop',
        brief: 'at a bad row: stop before its batch, or leave it out and go on',
      },
      batch: {
        kind: 'parsed',
        parse: readBatch,
        optional: true,
        placeholder: 'rows',
        brief: `rows in a transaction, ${BATCH} unless told otherwise, ${PLAIN_BATCH} with plain passwords`,
      },
      passwords: {
        kind: 'enum',
        values: PASSWORDS,
        default: 'hashed',
        brief:
          'hashed: hashes, converted to Django’s formats; plain: hashed here; any: kept unseen',
      },
      unreadable: {
        kind: 'enum',
        values: UNREADABLE,
        default: 'reject',
        brief:
          'a hash that cannot be converted: a bad row, or a user who has to get a new password',
      },
      scrypt: {
        kind: 'parsed',
        parse: readScrypt,
        optional: true,
        placeholder: 'N,r,p',
        brief: 'parameters of SALT:KEY hashes by scrypt; Node’s defaults are 16384,8,1',
      },
      model: textFlag('app.model', 'the model of the users in a dumpdata file, auth.user'),
      ignoreUnknown: switchFlag('leave out fields that the table has no column for'),
      dryRun: switchFlag('look at every row and write nothing'),
      json: jsonFlag,
    },
    positional: {
      kind: 'tuple',
      parameters: [{ parse: String, placeholder: 'file', brief: '"-" is standard input' }],
    },
  },
  docs: {
    brief: 'Add the users of a file',
    fullDescription: `Adds the users of a CSV file, of JSON lines, or of Django's dumpdata. Hashes are kept, or converted
to Django's formats, so passwords stay good. Run again with the same file it goes on where it was stopped.

Examples:
  tokenapi import users users.csv
  tokenapi import users users.jsonl --on-error skip
  tokenapi import users new.csv --passwords plain
  manage.py dumpdata auth.user | tokenapi import users - --format django`,
  },
})

async function importFile(
  flags: Flags,
  path: string,
  { store }: Database,
  config: Config,
): Promise<void> {
  const { passwords, dryRun, onError } = flags
  const plain = passwords === 'plain'
  const source = await openSource(path)
  const model = flags.model ?? 'auth.user'
  const format = flags.format ?? formatOf(path)
  await store.ping()
  const table = await store.inspect()
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
  const batch = flags.batch ?? (plain ? PLAIN_BATCH : BATCH)
  const hasher = createPasswordHasher({ ...passwordOptionsOf(config), queue: batch })
  const hash = (password: string | null): Promise<string> =>
    password === null ? makePassword(null) : hasher.make(password)
  if (plain && !dryRun) {
    const count = await countRows(source, path, { format, model, read })
    const note = (count ?? FEW) < FEW ? undefined : hashTimeNote(await hashTime(count, hash))
    if (note !== undefined) process.stderr.write(`${note}\n`)
  }
  const counts: Counts = { added: 0, there: 0, bad: 0, outcomes: new Map(), weak: new Map() }
  const progress = await openProgress(source.size, counts)
  let stopped = true
  try {
    const rows = await openRows(source.chunks, { format, model, read, rest })
    await importUsers(
      rows,
      {
        store,
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
        onProgress: (bytes) => progress.reach(bytes),
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
    const told = outcomesAsJson(counts)
    if (flags.json) {
      const outcomes = told === undefined ? {} : { passwords: told }
      await writeJson({ added, alreadyThere, bad, dryRun, stopped, ...outcomes })
    }
  }
  if (!flags.json) await write(summary(counts, dryRun, plain))
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

/** Throws what the parser of flags tells. */
function readScrypt(text: string): ScryptParameters {
  const [, N, r, p] = /^([1-9]\d{0,9}),([1-9]\d{0,3}),([1-9]\d{0,3})$/.exec(text) ?? []
  if (N !== undefined) return { N: Number(N), r: Number(r), p: Number(p) }
  throw new SyntaxError('must be three numbers, such as 16384,8,1')
}

/** Throws what the parser of flags tells. */
function readBatch(text: string): number {
  const rows = /^[1-9][0-9]{0,4}$/.test(text) ? Number(text) : Infinity
  if (rows <= MOST_IN_BATCH) return rows
  throw new SyntaxError(`must be a whole number from 1 to ${MOST_IN_BATCH}`)
}

export const importCommands: RouteMap<CommandContext> = buildRouteMap({
  routes: { users },
  docs: { brief: 'Import: users' },
})
