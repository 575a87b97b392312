/** The table of counters that survive a restart, and its statements. */
import type { SqlDatabase } from '../../stores/sql/database.js'
import type { SqlExecutor, SqlValue } from '../../stores/sql/executor.js'

/** No user, no address and no secret is in it: names, labels with a fixed set of values, and sums. */
export const COUNTERS = 'tokenapi_counters'

const HOUR = 60
const COLUMNS = ['bucket', 'minutes', 'name', 'labels', 'total'] as const
const TO = `INSERT INTO ${COUNTERS} (${COLUMNS.join(', ')})`
/** The row that a compaction locks, so that two nodes do not sum the same rows. */
const LOCK: readonly SqlValue[] = [0, 0, 'lock', '', 1]

/** The whole number of steps since a minute. node:sqlite binds every number as a fraction. */
const GROUPS: Readonly<
  Record<SqlDatabase['dialect']['kind'], (since: string, step: string) => string>
> = {
  sqlite: (since, step) => `CAST((bucket - ${since}) / ${step} AS integer)`,
  postgres: (since, step) => `(bucket - ${since}) / ${step}`,
  mysql: (since, step) => `(bucket - ${since}) DIV ${step}`,
}

/** A row: `bucket` is its first minute, counted from 1970, and `minutes` its length. */
export interface CounterRow {
  readonly bucket: number
  readonly minutes: 1 | 60
  readonly name: string
  readonly labels: string
  readonly total: number
}

/** Times are minutes since 1970. Rejects with the error of the driver. */
export interface CounterTable {
  /** Adds to the rows, or makes them: all of them, or none. */
  add(rows: readonly CounterRow[]): Promise<void>
  /** Sums of the minutes from `since` to before `until`, in groups of `step` minutes from `since` on. */
  sums(since: number, until: number, step: number): Promise<readonly CounterRow[]>
  /** Replaces the minutes of the oldest hour that ended before `before` by their sums. Returns `false` where no hour is left. */
  compactHour(before: number): Promise<boolean>
  prune(before: number): Promise<number>
}

export function counterTable(database: SqlDatabase): CounterTable {
  const { mark, kind } = database.dialect
  const isMysql = kind === 'mysql'
  const upsert = isMysql
    ? `ON DUPLICATE KEY UPDATE total = ${COUNTERS}.total + VALUES(total)`
    : `ON CONFLICT (bucket, minutes, name, labels) DO UPDATE SET total = ${COUNTERS}.total + excluded.total`
  const group = GROUPS[kind](mark(1), mark(2))
  const sumSql = `SELECT ${group} AS place, name, labels, sum(total) AS total FROM ${COUNTERS} WHERE bucket >= ${mark(3)} AND bucket < ${mark(4)} GROUP BY 1, 2, 3`
  const oldestSql = `SELECT min(bucket) AS bucket FROM ${COUNTERS} WHERE minutes = 1 AND bucket < ${mark(1)}`
  // From a derived table with a condition: what MySQL and SQLite need to read the end of it.
  const compactSql = `${TO} SELECT * FROM (SELECT ${asInteger(mark(1), kind)} AS hour_bucket, ${HOUR} AS hour_minutes, name AS of_name, labels AS of_labels, sum(total) AS hour_total FROM ${COUNTERS} WHERE minutes = 1 AND bucket >= ${mark(2)} AND bucket < ${mark(3)} GROUP BY name, labels) AS summed WHERE 1 = 1 ${upsert}`
  const removeSql = `DELETE FROM ${COUNTERS} WHERE minutes = 1 AND bucket >= ${mark(1)} AND bucket < ${mark(2)}`
  const pruneSql = `DELETE FROM ${COUNTERS} WHERE minutes > 0 AND bucket < ${mark(1)}`

  const insertSql = (count: number): string => {
    let place = 0
    const marks = Array.from(
      { length: count },
      () => `(${COLUMNS.map(() => mark(++place)).join(', ')})`,
    )
    return `${TO} VALUES ${marks.join(', ')} ${upsert}`
  }

  const compact = async (transaction: SqlExecutor, before: number): Promise<boolean> => {
    await transaction.run(insertSql(1), LOCK)
    const oldest = (await transaction.first(oldestSql, [before]))?.['bucket'] ?? null
    if (oldest === null) return false
    const hour = Math.floor(Number(oldest) / HOUR) * HOUR
    await transaction.run(compactSql, [hour, hour, hour + HOUR])
    await transaction.run(removeSql, [hour, hour + HOUR])
    return true
  }

  return {
    async add(rows) {
      if (rows.length === 0) return
      // In one order, so that nodes do not lock each other's rows crosswise.
      const lists = rows.map(valuesOf).toSorted(byKey)
      await (database.atOnce === undefined
        ? database.once(insertSql(lists.length), lists.flat())
        : database.atOnce(insertSql(1), lists))
    },
    async sums(since, until, step) {
      const rows = await database.all(sumSql, [since, step, since, until])
      return rows.map(({ place, name, labels, total }) => ({
        bucket: since + Number(place) * step,
        minutes: 1,
        name: String(name),
        labels: String(labels),
        total: Number(total),
      }))
    },
    compactHour: (before) =>
      database.transaction((transaction) => compact(transaction, before - (before % HOUR)), {
        slow: true,
      }),
    prune: (before) => database.run(pruneSql, [before]),
  }
}

function valuesOf({ bucket, minutes, name, labels, total }: CounterRow): readonly SqlValue[] {
  return [bucket, minutes, name, labels, total]
}

function byKey(a: readonly SqlValue[], b: readonly SqlValue[]): number {
  return a.slice(0, 4).join('\0') < b.slice(0, 4).join('\0') ? -1 : 1
}

/** PostgreSQL reads a parameter in a SELECT list as a text. */
function asInteger(mark: string, kind: SqlDatabase['dialect']['kind']): string {
  return kind === 'postgres' ? `CAST(${mark} AS bigint)` : mark
}
