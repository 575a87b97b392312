/** One page of users in the order of their names: one statement that starts in the index of the column. */
import { ConfigError } from '../core/errors.js'
import type { StoredUser, UserId } from '../core/user.js'
import type { SqlValue } from '../stores/sql/executor.js'
import { rowsOrNone } from '../stores/sql/rows-or-none.js'
import type { AdminContext } from './context.js'
import { prefixEnd } from './prefix-end.js'

/** Which users. */
export interface UserPageOptions {
  /** The beginning of their names, compared as the column does it: case counts unless its collation ignores it. */
  readonly prefix?: string | undefined
  /** `next` of the page before. */
  readonly after?: UserCursor | undefined
  /** 1 to 1,000. Default 50. */
  readonly limit?: number | undefined
}

/** The last user of a page. */
export interface UserCursor {
  readonly username: string
  readonly id: UserId
}

export interface UserPage {
  readonly users: readonly StoredUser[]
  /** Absent: this is the last page. */
  readonly next: UserCursor | undefined
}

const MOST = 1_000
const PLAIN = { from: '>=', beyond: '>' }

/** Users without a name are left out: none of them can log in. */
export async function pageUsers(
  { database, dialect, table, select }: AdminContext,
  { prefix = '', after, limit = 50 }: UserPageOptions = {},
): Promise<UserPage> {
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST) {
    throw new ConfigError(`\`limit\` must be a whole number from 1 to ${MOST}, not ${limit}`)
  }
  const name = select.column(table.username)
  const key = select.column(table.id)
  const values: SqlValue[] = []
  const conditions = [`${name} IS NOT NULL`]
  const mark = (value: SqlValue): string => dialect.mark(values.push(value))
  if (prefix !== '') {
    conditions.push(dialect.beginsWith(name, prefix, prefixEnd(prefix), mark))
  }
  if (after !== undefined) {
    const [lastKey] = select.keyOf(after.id) ?? []
    // No page ends with an id that the column cannot hold.
    if (lastKey === undefined) return { users: [], next: undefined }
    // Two conditions on the name: databases start in its index by the first, and not by a comparison of rows.
    const { from, beyond } = prefix === '' ? PLAIN : dialect.prefixOrder
    conditions.push(`${name} ${from} ${mark(after.username)}`)
    conditions.push(
      `(${name} ${beyond} ${mark(after.username)} OR ${key} > ${select.keyMark(values.push(lastKey))})`,
    )
  }
  const rows = await rowsOrNone(
    database,
    `SELECT ${select.columns} FROM ${select.from} WHERE ${conditions.join(' AND ')}
     ORDER BY ${name} ${prefix === '' ? '' : dialect.prefixOrder.orderBy}, ${key} LIMIT ${limit + 1}`,
    values,
  )
  const users = rows.slice(0, limit).flatMap((row) => select.userOf(row) ?? [])
  const last = users.at(-1)
  return {
    users,
    next: rows.length > limit && last ? { username: last.username, id: last.id } : undefined,
  }
}
