/** Reading a whole table, a batch at a time, in the order of its keys. */
import type { Row, SqlExecutor, SqlValue } from './database.js'

/** Statements that read a batch: from the beginning, and after the key that is bound. */
export interface Pages {
  readonly first: string
  readonly after: string
}

/** Every row, with its key as `id`. */
export async function* readPages(read: SqlExecutor['all'], pages: Pages): AsyncGenerator<Row> {
  for (let rows = await read(pages.first); ;) {
    yield* rows
    const last = rows.at(-1)
    if (last === undefined) return
    rows = await read(pages.after, [last['id'] as SqlValue])
  }
}
