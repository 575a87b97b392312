import type { Dialect } from '../../stores/sql/dialect.js'
import type { AdminDialect } from './dialect.js'
import { MYSQL } from './mysql.js'
import { POSTGRES } from './postgres.js'
import { SQLITE } from './sqlite.js'

const STATEMENTS = { sqlite: SQLITE, postgres: POSTGRES, mysql: MYSQL }

/** The dialect of a store with the statements of administration. */
export function adminDialect(dialect: Dialect): AdminDialect {
  return { ...dialect, ...STATEMENTS[dialect.kind] }
}
