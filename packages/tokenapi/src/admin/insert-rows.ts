import type { SqlExecutor } from '../stores/sql/executor.js'
import type { Column } from '../stores/sql/table.js'
import type { AdminContext } from './context.js'
import type { UserRow } from './user-row.js'

/** Values in one statement. SQLite binds 32,766 at most, PostgreSQL and MySQL 65,535. */
const MOST_VALUES = 30_000

/** Inserts rows whose columns are among `columns`, many in one statement. */
export async function insertRows(
  context: AdminContext,
  executor: SqlExecutor,
  columns: readonly Column[],
  rows: readonly UserRow[],
): Promise<void> {
  for (const alike of byColumns(rows)) {
    const written = columns.filter(({ name }) => alike[0]?.has(name))
    const most = Math.floor(MOST_VALUES / written.length)
    for (let start = 0; start < alike.length;) {
      // Powers of two, so that few different statements are prepared.
      const count = 2 ** Math.floor(Math.log2(Math.min(alike.length - start, most)))
      const some = alike.slice(start, (start += count))
      const values = some.flatMap((row) => written.map(({ name }) => row.get(name) ?? null))
      await executor.run(insertOf(context, written, count), values)
    }
  }
}

/** Groups rows with the same columns: a column that is left out gets its default. */
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
  { dialect, select }: AdminContext,
  columns: readonly Column[],
  count: number,
): string {
  const markOf = (column: Column, place: number): string => {
    const mark = dialect.mark(place)
    if (column.isByteKey === true) return dialect.uuidAsBytes(mark)
    return dialect.writeMark?.(column, mark) ?? mark
  }
  const list = columns.map(({ name }) => dialect.quote(name)).join(', ')
  const rows = Array.from({ length: count }, (_, row) => {
    const marks = columns.map((column, i) => markOf(column, row * columns.length + i + 1))
    return `(${marks.join(', ')})`
  })
  return `${dialect.insertInto} ${select.from} (${list}) VALUES ${rows.join(', ')}`
}
