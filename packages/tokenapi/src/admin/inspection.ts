import type { ColumnProblem } from '../stores/sql/check-columns.js'
import type { Column } from '../stores/sql/table.js'
import type { UserTable } from '../stores/user-table.js'

/** The state of a database, as `tokenapi doctor` reports it. */
export interface Inspection {
  /** "PostgreSQL 15.18" */
  readonly version: string
  /** The clock of the database. */
  readonly now: Date
  /** Whether the server takes no writes, as a replica. It may lag behind its primary. */
  readonly isReadOnly: boolean
  /** The name of the users' table, with its schema if one is set. */
  readonly table: string
  /** The mapping, with Django's names for options that are not set. */
  readonly mapping: UserTable
  /** Empty if there is no such table, or the role cannot see it. */
  readonly columns: readonly Column[]
  /** Mapped columns whose types cannot work. */
  readonly columnProblems: readonly ColumnProblem[]
  /** Which of the key and the user name have no unique index, and whether a value occurs twice. */
  readonly notUnique: readonly { readonly column: string; readonly hasDuplicates: boolean }[]
  /** The value of `users.idType` that the key column needs; `undefined` if the current one fits. */
  readonly wantedIdType: UserTable['idType'] | undefined
  /** The number of users; `undefined` if they cannot be counted in time. */
  readonly userCount: number | undefined
  /** The role, as a GRANT names it; `undefined` if the database has no roles. */
  readonly role: string | undefined
  /** Whether Django's migrations are in the same database; `undefined` if the role cannot see them. */
  readonly django: boolean | undefined
  /** Records that `prune` removes; `undefined` without their table, or if they cannot be counted in time. */
  readonly endedTokens: EndedTokens | undefined
  readonly rights: Rights
}

/** Records of access tokens that have ended. */
export interface EndedTokens {
  readonly count: number
  /** When the first of them ended. */
  readonly since: Date | undefined
}

/** The rights of the role. */
export interface Rights extends OwnTableRights {
  readonly readUsers: boolean
  readonly updatePasswords: boolean
  readonly createTables: boolean
  /** A superuser, or all rights on all databases: more than an application needs. */
  readonly everything: boolean
}

/** The rights on the tables of `migrate`; `undefined`: there is no such table, or the role cannot see it. */
export interface OwnTableRights {
  readonly readKeptTokens: boolean | undefined
  readonly keepTokens: boolean | undefined
  /** Enough to verify access tokens. */
  readonly readAccessTokens: boolean | undefined
  /** To issue, rotate, revoke and prune access tokens, and to record their last use. */
  readonly issueAccessTokens: boolean | undefined
  /** To issue tickets that work once. */
  readonly useTickets: boolean | undefined
  /** To keep counters. */
  readonly writeCounters: boolean | undefined
  /** To record events. */
  readonly recordEvents: boolean | undefined
}
