export { sqliteStore } from './sqlite-store.js'
export type { MigrateOptions, SqliteStore, SqliteStoreOptions } from './sqlite-store.js'
export type { SqliteDatabase, SqliteStatement, SqliteValue } from './driver.js'
export type { UserTableMapping } from '../user-table.js'
