/** Whichever SQLite driver there is, behind the few members that are used. */
import { ConfigError } from '../../core/errors.js'

/** What is bound and read. Nothing else reaches a driver: some bind NULL for it without a word. */
export type SqliteValue = string | number | bigint | null

/** The part of a statement of node:sqlite, better-sqlite3 or libsql that is used here. */
export interface SqliteStatement {
  all(...values: SqliteValue[]): unknown[]
  /** The first row. Where there is none, drivers give `undefined` or `null`. */
  get(...values: SqliteValue[]): unknown
  run(...values: SqliteValue[]): { readonly changes: number | bigint }
  /** node:sqlite: whole numbers as bigint. */
  setReadBigInts?(enabled: boolean): unknown
  /** node:sqlite of Node 24: rows as arrays. */
  setReturnArrays?(enabled: boolean): unknown
  /** better-sqlite3, libsql: the same as `setReadBigInts`. */
  safeIntegers?(enabled: boolean): unknown
}

/** The part of a database of node:sqlite, better-sqlite3 or libsql that is used here. */
export interface SqliteDatabase {
  prepare(sql: string): SqliteStatement
  exec(sql: string): unknown
  close(): unknown
}

type Constructor = new (path: string, options?: Record<string, unknown>) => SqliteDatabase

interface Builtins {
  getBuiltinModule?(name: string): Record<string, unknown> | undefined
}

/**
 * Opens a file with node:sqlite, else better-sqlite3, else libsql. Throws what the driver throws, or
 * `ConfigError` where there is none of them.
 */
export function openDatabase(path: string): SqliteDatabase {
  const Database = findDriver()
  return new Database(path)
}

function findDriver(): Constructor {
  const { process } = globalThis as { process?: Builtins }
  const builtIn = process?.getBuiltinModule?.('node:sqlite')?.['DatabaseSync']
  if (builtIn !== undefined) return builtIn as Constructor
  const createRequire = process?.getBuiltinModule?.('node:module')?.['createRequire'] as
    | ((from: string) => (name: string) => unknown)
    | undefined
  for (const name of ['better-sqlite3', 'libsql']) {
    try {
      const driver = createRequire?.(import.meta.url)(name)
      if (driver !== undefined) return driver as Constructor
    } catch {
      // Not installed, or not for this Node: the next one may be.
    }
  }
  throw new ConfigError(
    'SQLite needs Node 22.13 or newer, or a package that is not installed: npm install libsql',
  )
}

/** Whether a file is there; `undefined` where the runtime has no files to ask for. */
export function fileExists(path: string): boolean | undefined {
  const { process } = globalThis as { process?: Builtins }
  const exists = process?.getBuiltinModule?.('node:fs')?.['existsSync']
  return typeof exists === 'function' ? Boolean(exists(path)) : undefined
}
