export { postgresStore } from './postgres-store.js'
export type { PostgresStoreOptions } from './postgres-store.js'
export type { PostgresClient, PostgresPool, PostgresQuery, PostgresResult } from './driver.js'
export type * from '../sql/index.js'
