/** What an import needs besides its rows: how a user is read, and how a password is hashed. */
import { type ScryptParameters, createPasswordHasher, makePassword } from 'tokenapi/password'

import { passwordOptionsOf } from '../api.js'
import type { Config } from '../config/read-config.js'
import type { Database } from '../database.js'
import { fieldNames } from './field-names.js'
import type { FileFormat } from './file-format.js'
import type { Passwords, UNREADABLE } from './read-password.js'
import type { ReadOptions } from './read-user.js'

export interface ImportChoices {
  readonly format: FileFormat
  readonly passwords: Passwords
  readonly unreadable: (typeof UNREADABLE)[number]
  readonly scrypt?: ScryptParameters | undefined
  readonly ignoreUnknown: boolean
  readonly batch?: number | undefined
}

export interface PreparedImport {
  readonly read: ReadOptions
  /** Rows in one transaction. */
  readonly batch: number
  hash(password: string | null): Promise<string>
}

/** Rows in a transaction. Hashing takes a thousand times as long as writing, so a batch has fewer rows. */
export const BATCH = 1_000
export const PLAIN_BATCH = 50

/** Rejects with `ConfigError` for a table that cannot be used. */
export async function prepareImport(
  choices: ImportChoices,
  { store, admin }: Database,
  config: Config,
): Promise<PreparedImport> {
  const { format, passwords, unreadable, scrypt, ignoreUnknown } = choices
  await store.ping()
  const table = await admin.inspect()
  const batch = choices.batch ?? (passwords === 'plain' ? PLAIN_BATCH : BATCH)
  const hasher = createPasswordHasher({ ...passwordOptionsOf(config), queue: batch })
  return {
    read: {
      names: fieldNames(table),
      idType: store.idType,
      isText: format === 'csv',
      passwords,
      unreadable,
      longest: table.columns.find(({ name }) => name === table.mapping.password)?.length,
      scrypt,
      ignoreUnknown,
    },
    batch,
    hash: (password) => (password === null ? makePassword(null) : hasher.make(password)),
  }
}
