export { sqliteStore } from './sqlite-store.js'
export type { SqliteStoreOptions } from './sqlite-store.js'
export type { SqliteDatabase, SqliteStatement, SqliteValue } from './driver.js'
export type * from '../sql/index.js'
