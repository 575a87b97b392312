/** The types that the entries of all SQL stores export. */
export type { ActiveColumn, ActiveWhen, UserTableMapping } from '../user-table.js'
export type { SqlStore } from './sql-store.js'
