/** Reading a whole table, a batch at a time, in the order of its keys. */
import { UnavailableError } from '../../core/errors.js'
import type { Row, SqlExecutor, SqlValue } from './executor.js'

/** Statements that read a batch: from the beginning, and after the key that is bound. */
export interface Pages {
  readonly first: string
  readonly after: string
}

/** Every row; `id` is its key. */
export async function* readPages(read: SqlExecutor['all'], pages: Pages): AsyncGenerator<Row> {
  for (let rows = await read(pages.first); ;) {
    yield* rows
    const last = rows.at(-1)
    if (last === undefined) return
    rows = await read(pages.after, [last['id'] as SqlValue])
    // A key that the statement cannot compare would be read for ever.
    if (rows.at(-1)?.['id'] === last['id'])
      throw new UnavailableError(`no key comes after ${String(last['id'])}`)
  }
}
