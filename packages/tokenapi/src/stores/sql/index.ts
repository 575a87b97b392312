/** What the stores over SQL databases have in common for whoever names their types. */
export type { ActiveColumn, ActiveWhen, UserTableMapping } from '../user-table.js'
export type { ColumnMisfit } from './check-columns.js'
export type { RecordObjection } from './check-records.js'
export type { MigrateOptions } from './migrate.js'
export type { SqlStore } from './sql-store.js'
export type { Column, ColumnKind, Inspection, Rights } from './table.js'
