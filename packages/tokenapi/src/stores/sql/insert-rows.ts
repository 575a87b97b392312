/** Rows into a table, many at a time: the one place that writes an INSERT of users. */
import type { SqlExecutor } from './executor.js'
import type { Dialect } from './dialect.js'
import type { Column } from './table.js'
import type { UserRow } from './user-row.js'

/** SQLite binds 32,766 values, PostgreSQL and MySQL 65,535. */
const MOST_VALUES = 30_000

/** `into` is quoted; the rows' columns are among `columns`. */
export async function insertRows(
  executor: SqlExecutor,
  dialect: Dialect,
  into: string,
  columns: readonly Column[],
  rows: readonly UserRow[],
): Promise<void> {
  for (const alike of byColumns(rows)) {
    const written = columns.filter(({ name }) => alike[0]?.has(name))
    const most = Math.floor(MOST_VALUES / written.length)
    for (let start = 0; start < alike.length;) {
      // Powers of two, so that few statements are prepared however many rows come at a time.
      const count = 2 ** Math.floor(Math.log2(Math.min(alike.length - start, most)))
      const some = alike.slice(start, (start += count))
      const values = some.flatMap((row) => written.map(({ name }) => row.get(name) ?? null))
      await executor.run(insertOf(dialect, into, written, count), values)
    }
  }
}

/** What a database fills in itself is left out, so one statement takes rows with the same columns. */
function byColumns(rows: readonly UserRow[]): Iterable<readonly UserRow[]> {
  const groups = new Map<string, UserRow[]>()
  for (const row of rows) {
    const names = [...row.keys()].join('\0')
    const group = groups.get(names)
    if (group === undefined) groups.set(names, [row])
    else group.push(row)
  }
  return groups.values()
}

function insertOf(
  dialect: Dialect,
  into: string,
  columns: readonly Column[],
  count: number,
): string {
  const list = columns.map(({ name }) => dialect.quote(name)).join(', ')
  const rows = Array.from({ length: count }, (_, row) => {
    const marks = columns.map((column, i) =>
      dialect.writeMark(column, dialect.mark(row * columns.length + i + 1)),
    )
    return `(${marks.join(', ')})`
  })
  return `${dialect.insertInto} ${into} (${list}) VALUES ${rows.join(', ')}`
}
