import type { UserTable } from '../user-table.js'
import type { ColumnMisfit } from './check-columns.js'

/** What a database says of a table: asked when users are administered, never on a request's way. */

export interface TableName {
  /** `undefined`: wherever the connection looks first. */
  readonly schema?: string | undefined
  readonly table: string
}

/** A column whose values are keys of another table. */
export interface Reference extends TableName {
  readonly column: string
}

/** What values a column takes, as far as ours go. `int4` and `int8` are whole numbers of 32 and 64 bits. */
export type ColumnKind = 'boolean' | 'int4' | 'int8' | 'uuid' | 'text' | 'json' | 'moment' | 'other'

export interface Column {
  readonly name: string
  /** The database's own name of the type. */
  readonly type: string
  readonly kind: ColumnKind
  /** Characters of a text type that is limited. */
  readonly length?: number | undefined
  /** The key, where a uuid stands in it as bytes: set by the store alone. */
  readonly isByteKey?: boolean
  readonly nullable: boolean
  readonly hasDefault: boolean
  /** Of a text column that may lack characters of Unicode: the database's name of its character set. */
  readonly characterSet?: string | undefined
  /** Of a text column, where the database tells. */
  readonly collation?: string | undefined
  /** `false`: the collation takes "Zoe" for "zoé" or "zoe". */
  readonly exact: boolean
}

/** What our role may do. */
export interface Rights {
  readonly readUsers: boolean
  readonly updatePasswords: boolean
  /** `undefined`, here and below: there is no table for kept tokens, or none that we may see. */
  readonly readKeptTokens: boolean | undefined
  readonly keepTokens: boolean | undefined
  readonly createTables: boolean
  /** More than any application should: superuser, or all rights everywhere. */
  readonly everything: boolean
}

/** Who we are to the database. */
export interface Role extends Pick<Rights, 'createTables' | 'everything'> {
  /** As a GRANT names it; `undefined` where there are no roles. */
  readonly name: string | undefined
}

/** What the store finds out about its database, for `tokenapi doctor`. */
export interface Inspection {
  /** "PostgreSQL 15.18" */
  readonly version: string
  /** What the database's clock says. */
  readonly now: Date
  /** The users' table, with its schema where one is named. */
  readonly table: string
  /** Where the users are looked for, with Django's names filled in. */
  readonly mapping: UserTable
  /** Empty: there is no such table, or none that we may see. */
  readonly columns: readonly Column[]
  /** Mapped columns whose types cannot hold what we read from them. */
  readonly misfits: readonly ColumnMisfit[]
  /** Of key and user name those that no unique index is on, and whether one stands twice. */
  readonly ambiguous: readonly { readonly column: string; readonly standsTwice: boolean }[]
  /** What `users.idType` has to be for the key's column; `undefined` where it is that. */
  readonly wantedIdType: UserTable['idType'] | undefined
  /** Rows of the users' table; `undefined` where they cannot be counted, or not in time. */
  readonly userCount: number | undefined
  /** Our role as a GRANT names it; `undefined` where there are no roles. */
  readonly role: string | undefined
  /** Whether Django's migrations stand in the same database; `undefined` where our role cannot see that. */
  readonly django: boolean | undefined
  readonly rights: Rights
}
