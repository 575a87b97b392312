import type { CommandContext, RouteMap } from '@stricli/core'
import type { ScryptParameters } from 'tokenapi/password'

import { FORMATS } from '../import/file-format.js'
import { type ImportFlags, importFile } from '../import/import-file.js'
import { BATCH, PLAIN_BATCH } from '../import/prepare-import.js'
import { PASSWORDS, UNREADABLE } from '../import/read-password.js'
import { buildCommand, buildRouteMap } from './build-command.js'
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
        brief:
          'format of the file (default: by its name; .csv, .jsonl, .ndjson, .json for dumpdata)',
      },
      onError: {
        kind: 'enum',
        values: ['stop', 'skip'],
        default: 'stop',
        brief: 'on a bad row: stop before its batch, or skip the row',
      },
      batch: {
        kind: 'parsed',
        parse: readBatch,
        optional: true,
        placeholder: 'rows',
        brief: `rows in a transaction, 1 to ${MOST_IN_BATCH} (default ${BATCH}, with plain passwords ${PLAIN_BATCH})`,
      },
      passwords: {
        kind: 'enum',
        values: PASSWORDS,
        default: 'hashed',
        brief:
          'hashed: hashes, converted to Django’s formats; plain: passwords, hashed here; any: kept unchecked',
      },
      unreadable: {
        kind: 'enum',
        values: UNREADABLE,
        default: 'reject',
        brief:
          'a hash that cannot be converted: reject the row, or lock the user until there is a new password',
      },
      scrypt: {
        kind: 'parsed',
        parse: readScrypt,
        optional: true,
        placeholder: 'N,r,p',
        brief:
          'scrypt parameters of SALT:KEY hashes, such as Node’s defaults 16384,8,1 (default: none)',
      },
      model: textFlag('app.model', 'user model in a dumpdata file (default auth.user)'),
      ignoreUnknown: switchFlag('skip fields without a column in the table'),
      dryRun: switchFlag('check every row and write nothing'),
      json: jsonFlag,
    },
    positional: {
      kind: 'tuple',
      parameters: [
        { parse: String, placeholder: 'file', brief: 'file to import; "-" is standard input' },
      ],
    },
  },
  docs: {
    brief: 'Import users from a file',
    fullDescription: `Imports users from CSV, JSON lines, or Django's dumpdata. Hashes are kept or converted to Django's
formats, so passwords stay valid. After an interruption, run the same command again: it continues.

Examples:
  tokenapi import users users.csv
  tokenapi import users users.jsonl --on-error skip
  tokenapi import users new.csv --passwords plain
  manage.py dumpdata auth.user | tokenapi import users - --format django`,
  },
})

/** Throws `SyntaxError`, whose message the parser of flags prints. */
function readScrypt(text: string): ScryptParameters {
  const [, N, r, p] = /^([1-9]\d{0,9}),([1-9]\d{0,3}),([1-9]\d{0,3})$/.exec(text) ?? []
  if (N !== undefined) return { N: Number(N), r: Number(r), p: Number(p) }
  throw new SyntaxError('must be three numbers, such as 16384,8,1')
}

/** Throws `SyntaxError`, whose message the parser of flags prints. */
function readBatch(text: string): number {
  const rows = /^[1-9][0-9]{0,4}$/.test(text) ? Number(text) : Infinity
  if (rows <= MOST_IN_BATCH) return rows
  throw new SyntaxError(`must be a whole number from 1 to ${MOST_IN_BATCH}`)
}

export const importCommands: RouteMap<CommandContext> = buildRouteMap({
  routes: { users },
  docs: { brief: 'Import: users' },
})
