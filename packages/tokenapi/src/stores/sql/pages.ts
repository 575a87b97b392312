/** Reading a whole table, a batch at a time, in the order of its keys. */
import { UnavailableError } from '../../core/errors.js'
import type { SqlExecutor, SqlKey, Tuple } from './executor.js'

/** Statements that read a batch: from the beginning, and after the key that is bound. */
export interface Pages {
  readonly first: string
  readonly after: string
}

/** Every row, its key in the first place. */
export async function* readPages(read: SqlExecutor['tuples'], pages: Pages): AsyncGenerator<Tuple> {
  for (let rows = await read(pages.first); ;) {
    yield* rows
    const last = rows.at(-1)
    if (last === undefined) return
    rows = await read(pages.after, [last[0] as SqlKey])
    // A key that the statement cannot compare would be read for ever.
    if (rows.at(-1)?.[0] === last[0])
      throw new UnavailableError(`no key comes after ${String(last[0])}`)
  }
}
