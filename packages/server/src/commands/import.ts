import { type CommandContext, type RouteMap, buildCommand, buildRouteMap } from '@stricli/core'
import { createPasswordHasher } from 'tokenapi/password'

import { passwordOptionsOf } from '../api.js'
import type { Config } from '../config.js'
import type { Database } from '../database.js'
import type { DjangoRest } from '../import/django-rows.js'
import { FORMATS, type FileFormat, formatOf } from '../import/file-format.js'
import { fieldNames } from '../import/field-names.js'
import { type Counts, importUsers } from '../import/import-users.js'
import { openRows } from '../import/open-rows.js'
import { openProgress } from '../import/progress.js'
import { PASSWORDS, type Passwords } from '../import/read-user.js'
import { openSource } from '../import/source.js'
import { badRowLine, restNote, summary, withCounts } from '../import/tell-import.js'
import { write, writeJson } from '../output.js'
import { SettingError } from '../setting-error.js'
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
  readonly model?: string
  readonly ignoreUnknown: boolean
  readonly dryRun: boolean
  readonly json: boolean
}

/** Rows in a transaction. Hashing takes a thousand times as long as writing, so fewer are at stake. */
const BATCH = 1_000
const PLAIN_BATCH = 50
const MOST_IN_BATCH = 10_000

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
        brief: 'hashed: kept if Django knows the format; plain: hashed here; any: kept unseen',
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
    fullDescription: `Adds the users of a CSV file, of JSON lines, or of Django's dumpdata. Hashes are kept as they are, so
passwords and tokens stay good. Run again with the same file it goes on where it was stopped.

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
  const format = flags.format ?? formatOf(path)
  await store.ping()
  const names = fieldNames(await store.inspect())
  const read = { names, idType: store.idType, passwords, ignoreUnknown: flags.ignoreUnknown }
  const rest: DjangoRest = { others: 0, lists: new Set() }
  const rows = await openRows(source.chunks, {
    format,
    model: flags.model ?? 'auth.user',
    read,
    rest,
  })
  const batch = flags.batch ?? (plain ? PLAIN_BATCH : BATCH)
  const hasher = createPasswordHasher({ ...passwordOptionsOf(config), queue: batch })
  const counts: Counts = { added: 0, there: 0, bad: 0 }
  const progress = await openProgress(source.size, counts)
  let stopped = true
  try {
    await importUsers(
      rows,
      {
        store,
        read,
        batch,
        dryRun,
        hash: (password) => hasher.make(password),
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
    process.stderr.write(restNote(rest))
    const { added, there: alreadyThere, bad } = counts
    if (flags.json) await writeJson({ added, alreadyThere, bad, dryRun, stopped })
  }
  if (!flags.json) await write(summary(counts, dryRun, plain))
  if (counts.bad > 0) process.exitCode = EXIT.no
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
