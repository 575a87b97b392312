/** The drivers of SQLite, behind the few members that are used. */
import { ConfigError } from '../../core/errors.js'
import {
  type OptionalPackages,
  loadIfThere,
  notLoaded,
} from '../../core/runtime/optional-dependency.js'
import { nodeModule } from '../../core/runtime/node-module.js'

/** What is bound. Drivers get nothing else: some silently bind NULL for it. */
export type SqliteValue = string | number | bigint | null

/** The part of a statement of node:sqlite, better-sqlite3 or libsql that is used here. */
export interface SqliteStatement {
  all(...values: SqliteValue[]): unknown[]
  /** The first row; `undefined` or `null`, depending on the driver, if no row matches. */
  get(...values: SqliteValue[]): unknown
  run(...values: SqliteValue[]): { readonly changes: number | bigint }
  /** node:sqlite: integers as bigint. */
  setReadBigInts?(enabled: boolean): unknown
  /** node:sqlite of Node 24, better-sqlite3: the columns of the result. */
  columns?(): readonly { readonly name: string }[]
  /** node:sqlite of Node 24: rows as arrays. */
  setReturnArrays?(enabled: boolean): unknown
  /** better-sqlite3, libsql: integers as bigint. */
  safeIntegers?(enabled: boolean): unknown
}

/** The part of a database of node:sqlite, better-sqlite3 or libsql that is used here. */
export interface SqliteDatabase {
  /** node:sqlite: whether a transaction is open. */
  readonly isTransaction?: boolean
  /** better-sqlite3, libsql: the same. */
  readonly inTransaction?: boolean
  prepare(sql: string): SqliteStatement
  exec(sql: string): unknown
  close(): unknown
}

type Constructor = new (path: string) => SqliteDatabase

/** Opens a file. Throws what the driver throws. */
export type OpenDatabase = (path: string) => SqliteDatabase

const PACKAGES: OptionalPackages = {
  'better-sqlite3': async () => {
    try {
      return await import('better-sqlite3' as string)
    } catch (error) {
      return notLoaded(error)
    }
  },
  'libsql': async () => {
    try {
      return await import('libsql' as string)
    } catch (error) {
      return notLoaded(error)
    }
  },
}

/** Opens files with node:sqlite; `undefined` where the runtime has none. */
export function builtInDriver(): OpenDatabase | undefined {
  const Database = nodeModule('node:sqlite')?.DatabaseSync
  return Database === undefined ? undefined : (path) => new (Database as Constructor)(path)
}

/** Opens files with better-sqlite3, else libsql; `noDriver` where neither is installed. */
export async function loadDriver(): Promise<OpenDatabase> {
  const Database = await loadIfThere<Constructor>(PACKAGES)
  return Database === undefined ? noDriver : (path) => new Database(path)
}

/** Throws `ConfigError`: there is no driver. */
export const noDriver: OpenDatabase = () => {
  throw new ConfigError(
    'SQLite needs Node 22.13 or newer, or the package libsql, which is not installed or was left out by your bundler: npm install libsql',
  )
}
