import { flag } from '../core/options/option-checks.js'
import { readOptions } from '../core/options/read-options.js'
import type { SqlExecutor } from '../stores/sql/executor.js'
import type { TableName } from '../stores/sql/table.js'
import { DJANGO_USERS } from '../stores/user-table.js'
import type { AdminContext } from './context.js'
import type { AdminDialect } from './dialects/dialect.js'
import type { Migration } from './migrations/migration.js'

export interface MigrateOptions {
  /** `true`: returns the SQL that would run, and changes nothing. */
  readonly dryRun?: boolean | undefined
}

/** The table of the migrations that ran. */
const MIGRATIONS_TABLE = 'tokenapi_migrations'

/** The SQL that ran, or would run, in order. Throws `ConfigError` for a wrong option. */
export async function migrate(
  context: AdminContext,
  options: MigrateOptions | undefined,
): Promise<readonly string[]> {
  const { database, dialect } = context
  const { dryRun = false } = readOptions<MigrateOptions>('migrate', options, { dryRun: flag })
  if (dryRun) return sqlOf(dialect, await pending(context, database))
  // Inside the lock: another process may have migrated in the meantime.
  return database.exclusively(async (transaction) => {
    const migrations = await pending(context, transaction)
    const sql = sqlOf(dialect, migrations)
    for (const statement of sql) await transaction.once(statement)
    for (const { name } of migrations) await record(transaction, dialect, name)
    return sql
  })
}

async function record(
  transaction: SqlExecutor,
  { quote, mark }: AdminDialect,
  name: string,
): Promise<void> {
  const migrationsTable = quote(MIGRATIONS_TABLE)
  // The row exists if the migration ran before and its table was dropped.
  await transaction.run(`DELETE FROM ${migrationsTable} WHERE ${quote('name')} = ${mark(1)}`, [
    name,
  ])
  await transaction.run(
    `INSERT INTO ${migrationsTable} (${quote('name')}, ${quote('applied_at')}) VALUES (${mark(1)}, ${mark(2)})`,
    [name, new Date().toISOString()],
  )
}

async function pending(
  { database, dialect, table: users }: AdminContext,
  executor: SqlExecutor,
): Promise<readonly Migration[]> {
  // A file that does not exist has no tables. A query would create it.
  const isEmpty = database.isMissing?.() === true
  const hasTable = async (name: TableName): Promise<boolean> =>
    !isEmpty && dialect.hasTable(executor, name)
  const applied = (await hasTable({ table: MIGRATIONS_TABLE }))
    ? await appliedIn(executor, dialect)
    : new Set<unknown>()
  const found: Migration[] = []
  for (const migration of dialect.migrations) {
    const { name, makes } = migration
    // The application creates a mapped table. Django's own table is kept if it exists.
    const isUsers = makes === DJANGO_USERS.table
    if (isUsers && !(users.table === makes && users.schema === undefined)) continue
    // A migration that ran before runs again if its table was dropped.
    const mayExist = isUsers || applied.has(name)
    if (mayExist && (await hasTable({ table: makes }))) continue
    found.push(migration)
  }
  return found
}

async function appliedIn(
  executor: SqlExecutor,
  { quote }: AdminDialect,
): Promise<ReadonlySet<unknown>> {
  const rows = await executor.all(`SELECT ${quote('name')} AS name FROM ${quote(MIGRATIONS_TABLE)}`)
  return new Set(rows.map((row) => row['name']))
}

function sqlOf({ quote }: AdminDialect, migrations: readonly Migration[]): readonly string[] {
  if (migrations.length === 0) return []
  const migrationsTable = `CREATE TABLE IF NOT EXISTS ${quote(MIGRATIONS_TABLE)} (${quote('name')} varchar(100) NOT NULL PRIMARY KEY, ${quote('applied_at')} varchar(30) NOT NULL)`
  return [migrationsTable, ...migrations.flatMap(({ statements }) => statements)]
}
