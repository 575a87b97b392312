import type { SqlDatabase } from '../stores/sql/database.js'
import type { SqlValue } from '../stores/sql/executor.js'
import { rowsOrNone } from '../stores/sql/rows-or-none.js'
import { type Head, GENESIS } from './chain.js'
import { type EventRow, TEXTS, readRow } from './event-row.js'

/** One row for each event. Rows are inserted and pruned, never changed. */
export const EVENTS = 'tokenapi_events'

/** Rows of one statement. */
const BATCH = 1_000

/** A condition on the columns, with its values. */
export interface Condition {
  /** With a mark for each value: `mark` returns the next one. */
  sql(column: (name: string) => string, mark: () => string): string
  readonly values: readonly SqlValue[]
}

/** The statements on the table of events. Rejects with the error of the driver. */
export interface EventTable {
  readonly database: SqlDatabase
  /** The last row, or `GENESIS`. */
  head(): Promise<Head>
  /** The hash of the row with this number. */
  hashAt(seq: number): Promise<string | undefined>
  /** All rows are inserted, or none. */
  insert(rows: readonly EventRow[]): Promise<void>
  /** Rows after a number, in order, at most `BATCH`. */
  after(seq: number, conditions?: readonly Condition[]): Promise<readonly EventRow[]>
  /** The last rows for which the conditions hold, the newest first. */
  newest(conditions: readonly Condition[], limit: number): Promise<readonly EventRow[]>
  /** The number of the first row in this order for which the conditions hold, after `skipped` others. */
  find(
    order: 'ASC' | 'DESC',
    conditions?: readonly Condition[],
    skipped?: number,
  ): Promise<number | undefined>
  /** Deletes the rows up to a number and returns how many there were. 0 deletes no row. */
  deleteThrough(seq: number): Promise<number>
}

export function eventTable(database: SqlDatabase): EventTable {
  const { quote, mark, asText } = database.dialect
  const table = quote(EVENTS)
  // Qualified: SQLite reads an unknown name in double quotes as a string.
  const column = (name: string): string => `${table}.${quote(name)}`
  const seq = column('seq')
  const texts = [...TEXTS.map(([name]) => name), 'previous', 'hash']
  const columns = ['seq', ...texts].map(quote).join(', ')
  const number = `${asText(seq)} AS seq`
  const selected = [number, ...texts.map((name) => `${column(name)} AS ${quote(name)}`)].join(', ')
  const headSql = `SELECT ${number}, ${column('hash')} AS hash FROM ${table} ORDER BY ${seq} DESC LIMIT 1`

  const insertSql = (count: number): string => {
    let place = 0
    const marks = Array.from(
      { length: count },
      () => `(${['seq', ...texts].map(() => mark(++place)).join(', ')})`,
    )
    return `INSERT INTO ${table} (${columns}) VALUES ${marks.join(', ')}`
  }

  const where = (conditions: readonly Condition[]): readonly [string, readonly SqlValue[]] => {
    if (conditions.length === 0) return ['', []]
    let place = 0
    const all = conditions.map((each) => `(${each.sql(column, () => mark(++place))})`)
    return [` WHERE ${all.join(' AND ')}`, conditions.flatMap(({ values }) => values)]
  }

  return {
    database,
    async head() {
      const row = await database.first(headSql)
      return row === undefined ? GENESIS : { seq: Number(row['seq']), hash: String(row['hash']) }
    },
    async hashAt(place) {
      const sql = `SELECT ${column('hash')} AS hash FROM ${table} WHERE ${seq} = ${mark(1)}`
      const row = await database.first(sql, [place])
      return row === undefined ? undefined : String(row['hash'])
    },
    insert(rows) {
      const lists = rows.map((row) => [row.seq, ...row.texts, row.previous, row.hash])
      if (database.atOnce !== undefined) return database.atOnce(insertSql(1), lists)
      return database.once(insertSql(rows.length), lists.flat())
    },
    async after(last, conditions = []) {
      const [sql, values] = where([comesAfter(last), ...conditions])
      const rows = await database.all(
        `SELECT ${selected} FROM ${table}${sql} ORDER BY ${seq} LIMIT ${BATCH}`,
        values,
      )
      return rows.map(readRow)
    },
    async newest(conditions, limit) {
      const [sql, values] = where(conditions)
      const rows = await rowsOrNone(
        database,
        `SELECT ${selected} FROM ${table}${sql} ORDER BY ${seq} DESC LIMIT ${limit}`,
        values,
      )
      return rows.map(readRow)
    },
    async find(order, conditions = [], skipped = 0) {
      const [sql, values] = where(conditions)
      const row = await database.first(
        `SELECT ${number} FROM ${table}${sql} ORDER BY ${seq} ${order} LIMIT 1 OFFSET ${skipped}`,
        values,
      )
      return row === undefined ? undefined : Number(row['seq'])
    },
    deleteThrough: (last) =>
      database.run(`DELETE FROM ${table} WHERE ${seq} <= ${mark(1)}`, [last]),
  }
}

function comesAfter(last: number): Condition {
  return { sql: (column, mark) => `${column('seq')} > ${mark()}`, values: [last] }
}
