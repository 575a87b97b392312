import type { ChainedEntry, EventFilter } from '../core/events/event-log.js'
import type { SqlValue } from '../stores/sql/executor.js'
import { type EventRow, entryIn } from './event-row.js'
import type { Condition, EventTable } from './event-table.js'

/** The entries for which the filter holds, from the oldest to the newest. */
export async function* listEvents(
  table: EventTable,
  filter: EventFilter = {},
): AsyncGenerator<ChainedEntry> {
  const conditions = conditionsOf(filter)
  if (filter.limit !== undefined) {
    if (filter.limit === 0) return
    const first = await table.find('DESC', conditions, filter.limit - 1)
    if (first !== undefined) conditions.push(compared('seq', '>=', first))
  }
  for await (const row of rowsOf(table, conditions)) yield entryIn(row)
}

/** The newest entries for which the filter holds, from the newest to the oldest: one statement. */
export async function newestEvents(
  table: EventTable,
  { before, after, limit = 50, ...filter }: NewestEvents = {},
): Promise<readonly ChainedEntry[]> {
  const conditions = conditionsOf(filter)
  if (before !== undefined) conditions.push(compared('seq', '<', before))
  if (after !== undefined) conditions.push(compared('seq', '>', after))
  return (await table.newest(conditions, limit)).map(entryIn)
}

/** Which of the newest events. */
export interface NewestEvents extends Omit<EventFilter, 'limit'> {
  /** Only entries with a smaller `seq`: that of the last entry of the page before. */
  readonly before?: number | undefined
  /** Only entries with a greater `seq`. */
  readonly after?: number | undefined
  /** Default 50. */
  readonly limit?: number | undefined
}

/** All rows in order, read in batches. */
export async function* rowsOf(
  table: EventTable,
  conditions: readonly Condition[] = [],
): AsyncGenerator<EventRow> {
  for (let last = 0; ;) {
    const rows = await table.after(last, conditions)
    yield* rows
    const next = rows.at(-1)?.seq
    if (next === undefined || !(next > last)) return
    last = next
  }
}

/** A condition that compares a column with a value. */
export function compared(
  name: string,
  operator: '=' | '>=' | '<=' | '<' | '>',
  value: SqlValue,
): Condition {
  return { sql: (column, mark) => `${column(name)} ${operator} ${mark()}`, values: [value] }
}

function conditionsOf({ user, name, address, since, until }: EventFilter): Condition[] {
  const conditions: Condition[] = []
  if (user !== undefined) conditions.push(ofUser(user))
  if (name !== undefined) conditions.push(named(name))
  if (address !== undefined) conditions.push(compared('address', '=', address))
  if (since !== undefined) conditions.push(compared('time', '>=', since.toISOString()))
  if (until !== undefined) conditions.push(compared('time', '<', until.toISOString()))
  return conditions
}

function ofUser({ id, username }: NonNullable<EventFilter['user']>): Condition {
  const wanted = [
    ['user_id', id],
    ['username', username],
  ].filter((each): each is [string, string] => each[1] !== undefined)
  return {
    sql: (column, mark) =>
      wanted.length === 0
        ? '1 = 0'
        : wanted.map(([name]) => `${column(name)} = ${mark()}`).join(' OR '),
    values: wanted.map(([, value]) => value),
  }
}

/** In the order of the column "/" follows "." at once. */
function named(name: string): Condition {
  return {
    sql: (column, mark) =>
      `${column('name')} = ${mark()} OR (${column('name')} > ${mark()} AND ${column('name')} < ${mark()})`,
    values: [name, `${name}.`, `${name}/`],
  }
}
