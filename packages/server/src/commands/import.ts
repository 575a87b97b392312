import { type CommandContext, type RouteMap, buildCommand, buildRouteMap } from '@stricli/core'
import type { ScryptParameters } from 'tokenapi/password'

import { FORMATS } from '../import/file-format.js'
import { BATCH, type ImportFlags, PLAIN_BATCH, importFile } from '../import/import-file.js'
import { PASSWORDS, UNREADABLE } from '../import/read-password.js'
import {
  type DatabaseFlags,
  databaseFlags,
  jsonFlag,
  switchFlag,
  textFlag,
  withDatabase,
} from './context.js'

const MOST_IN_BATCH = 10_000

const users = buildCommand({
  func: (flags: DatabaseFlags & ImportFlags, path: string) =>
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
        brief: `rows in a transaction (default ${BATCH}, ${PLAIN_BATCH} with plain passwords)`,
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
