export { sqlAdmin } from './sql-admin.js'
export type { RecordAdmin, SqlAdmin, SqlUserDirectory, TokenAdmin } from './sql-admin.js'
export { refusalOfToken } from './refusal-of-token.js'
export type { RefusalOfTokenOptions } from './refusal-of-token.js'
export { nearestName } from '../core/options/nearest-name.js'
export { sqlLimiter } from './sql-limiter.js'
export type {
  LimiterDuration,
  LimiterPoints,
  SqlLimiter,
  SqlLimiterOptions,
} from './sql-limiter.js'
export { sqlCounters } from './counters/sql-counters.js'
export type { CounterIncrease, CounterSumsOptions, SqlCounters } from './counters/sql-counters.js'
export type { AddOptions } from './add-records.js'
export type { RecordObjection } from './check-records.js'
export type { EndedTokens, Inspection, OwnTableRights, Rights } from './inspection.js'
export type { MigrateOptions } from './migrate.js'
export type { UserCursor, UserPage, UserPageOptions } from './page-users.js'
export type { ColumnProblem } from '../stores/sql/check-columns.js'
export type { Column, ColumnKind } from '../stores/sql/table.js'
