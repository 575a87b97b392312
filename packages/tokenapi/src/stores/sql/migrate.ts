/** Makes our tables, and nothing else: append only, once each, however many nodes start at once. */
import { flag } from '../../core/option-checks.js'
import { readOptions } from '../../core/read-options.js'
import type { SqlDatabase } from './database.js'
import type { SqlExecutor } from './executor.js'
import { DJANGO_USERS, type UserTable } from '../user-table.js'

/** A released migration never changes. */
export interface Migration {
  readonly name: string
  /** The table that it makes: where somebody else made it, there is nothing to do. */
  readonly makes: string
  readonly statements: readonly string[]
}

export interface MigrateOptions {
  /** `true`: only says what would run. */
  readonly dryRun?: boolean | undefined
}

/** The options, read once. Throws `ConfigError`. */
export function readMigrateOptions(given: MigrateOptions | undefined): {
  readonly dryRun: boolean
} {
  const { dryRun = false } = readOptions<MigrateOptions>('migrate', given, { dryRun: flag })
  return { dryRun }
}

/** The table of what has run. */
const LEDGER = 'tokenapi_migrations'

/** The SQL that ran, or would run, in order. */
export async function migrate(
  database: SqlDatabase,
  users: UserTable,
  options: MigrateOptions | undefined,
): Promise<readonly string[]> {
  if (readMigrateOptions(options).dryRun)
    return sqlOf(database, await pending(database, database, users))
  // Somebody else may have migrated before our turn came: what is pending is asked inside.
  return database.exclusively(async (transaction) => {
    const todo = await pending(database, transaction, users)
    const { quote, mark } = database.dialect
    for (const sql of sqlOf(database, todo)) await transaction.once(sql)
    const named = `${quote('name')} = ${mark(1)}`
    for (const { name } of todo) {
      // It stands there already where its table was dropped since.
      await transaction.run(`DELETE FROM ${quote(LEDGER)} WHERE ${named}`, [name])
      await transaction.run(
        `INSERT INTO ${quote(LEDGER)} (${quote('name')}, ${quote('applied_at')}) VALUES (${mark(1)}, ${mark(2)})`,
        [name, new Date().toISOString()],
      )
    }
    return sqlOf(database, todo)
  })
}

async function pending(
  { dialect }: SqlDatabase,
  executor: SqlExecutor,
  users: UserTable,
): Promise<readonly Migration[]> {
  const { quote } = dialect
  const applied = new Set<unknown>()
  if (await dialect.hasTable(executor, { table: LEDGER })) {
    const rows = await executor.all(`SELECT ${quote('name')} AS name FROM ${quote(LEDGER)}`)
    for (const row of rows) applied.add(row['name'])
  }
  const todo: Migration[] = []
  for (const migration of dialect.migrations) {
    const { name, makes } = migration
    // A mapped table is the application's own to make, and Django's own is Django's once it is there.
    const theirs = makes === DJANGO_USERS.table
    if (theirs && !(users.table === makes && users.schema === undefined)) continue
    // What has run is to be done again where its table was dropped since.
    const mayBeThere = theirs || applied.has(name)
    if (mayBeThere && (await dialect.hasTable(executor, { table: makes }))) continue
    todo.push(migration)
  }
  return todo
}

function sqlOf({ dialect }: SqlDatabase, todo: readonly Migration[]): readonly string[] {
  if (todo.length === 0) return []
  const { quote } = dialect
  const ledger = `CREATE TABLE IF NOT EXISTS ${quote(LEDGER)} (${quote('name')} varchar(100) NOT NULL PRIMARY KEY, ${quote('applied_at')} varchar(30) NOT NULL)`
  return [ledger, ...todo.flatMap(({ statements }) => statements)]
}
