/** The tables of tokenapi itself, and what the role may do with them. Changes nothing. */
import { EVENTS } from '../audit/event-table.js'
import { KEPT_TOKENS } from '../stores/sql/kept-tokens.js'
import { TOKENS, TOKEN_LOCKS, USED_TICKETS } from '../stores/sql/tokens/token-columns.js'
import type { AdminContext } from './context.js'
import { COUNTERS } from './counters/counter-table.js'
import type { EndedTokens, OwnTableRights } from './inspection.js'

/** Whether a statement that changes no row is allowed. */
type May = (sql: string) => Promise<boolean>

/** The rights on each table; `undefined` if there is no such table, or the role cannot see it. */
export async function ownTableRights(
  { database, dialect }: AdminContext,
  may: May,
): Promise<OwnTableRights> {
  const ifThere = async (table: string, look: (quoted: string) => Promise<boolean>) =>
    (await dialect.hasTable(database, { table })) ? look(dialect.quote(table)) : undefined
  const change = async (table: string, column: string): Promise<boolean> =>
    (await may(`INSERT INTO ${table} SELECT * FROM ${table} WHERE 1 = 0`)) &&
    (await may(`UPDATE ${table} SET ${column} = ${column} WHERE 1 = 0`)) &&
    (await may(`DELETE FROM ${table} WHERE 1 = 0`))

  const readAccessTokens = await ifThere(TOKENS, (table) =>
    may(`SELECT bound_to FROM ${table} WHERE 1 = 0`),
  )
  const changeTokens = await ifThere(TOKENS, (table) => change(table, 'name'))
  const lockUsers = await ifThere(TOKEN_LOCKS, (table) => change(table, 'locked_at'))
  return {
    readKeptTokens: await ifThere(KEPT_TOKENS, (table) =>
      may(`SELECT bound_to FROM ${table} WHERE 1 = 0`),
    ),
    keepTokens: await ifThere(KEPT_TOKENS, (table) => change(table, 'last_day')),
    readAccessTokens,
    issueAccessTokens: changeTokens === undefined ? undefined : changeTokens && lockUsers === true,
    useTickets: await ifThere(USED_TICKETS, (table) => change(table, 'expires_at')),
    writeCounters: await ifThere(COUNTERS, (table) => change(table, 'total')),
    recordEvents: await ifThere(EVENTS, (table) =>
      // A role that records reads these two columns and no other.
      may(
        `INSERT INTO ${table} (seq, time, name, previous, hash) SELECT seq, hash, hash, hash, hash FROM ${table} WHERE 1 = 0`,
      ),
    ),
  }
}

/** The records of ended access tokens; `undefined` if they cannot be counted in time. */
export async function endedTokens(
  { database, dialect }: AdminContext,
  now: number,
): Promise<EndedTokens | undefined> {
  const sql = `SELECT count(*) AS ended, min(ends_at) AS first FROM ${dialect.quote(TOKENS)} WHERE ends_at < ${dialect.mark(1)}`
  try {
    const [row] = await database.all(sql, [now])
    const count = Number(row?.['ended'])
    return { count, since: count === 0 ? undefined : new Date(Number(row?.['first'])) }
  } catch {
    return undefined
  }
}
