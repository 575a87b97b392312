import { UnavailableError, isConfigError, isUnavailableError } from '../../core/errors.js'
import {
  type StoredToken,
  type TokenLimit,
  type TokenStore,
  isOfFamily,
  isRevocable,
  isWorking,
  surplusOf,
} from '../../core/access/token-store.js'
import { type FoundRow, type TokenRow, rowOf, tokenOf } from './token-row.js'
import type { UserId } from '../../core/user.js'
import type { TokenQuery, TokenRows, TokenTable } from './token-table.js'

/** Ids and digests. */
const ASCII = /^[\x21-\x7e]+$/

/** Rows that are read at once. */
const BATCH = 200

/**
 * The whole port for access tokens over a few operations on rows, for a store of your own: `tokens` of a `UserStore`.
 * An error of an operation becomes an `UnavailableError` with the error of the driver as `cause`.
 *
 * @example
 * const store: UserStore = { ...users, tokens: tokenStoreOver(table) }
 */
export function tokenStoreOver(table: TokenTable): TokenStore {
  const { idType, tickets } = table
  const read = (row: FoundRow): StoredToken => tokenOf(row, idType)

  const first = async (rows: Select, equal: Key): Promise<StoredToken | undefined> => {
    // Databases reject a comparison of other characters with a column of ASCII.
    if (!Object.values(equal).every((value) => ASCII.test(value))) return undefined
    for await (const row of pages(rows, { equal })) return read(row)
    return undefined
  }
  const all = async (rows: Select, query: Conditions): Promise<readonly StoredToken[]> => {
    const tokens: StoredToken[] = []
    for await (const row of pages(rows, query)) tokens.push(read(row))
    return tokens
  }
  /** Runs `work` with a token as it is under the lock of its user; returns `missing` if there is no such token. */
  const withToken = async <T, M>(
    id: string,
    missing: M,
    work: (token: StoredToken, rows: TokenRows) => Promise<T>,
  ): Promise<T | M> => {
    const found = await first(table, { id })
    if (found === undefined) return missing
    return table.locked(found.userId, async (rows) => {
      const token = await first(rows, { id })
      return token === undefined ? missing : work(token, rows)
    })
  }
  const ofUser = (rows: Select, userId: UserId): Promise<readonly StoredToken[]> =>
    all(rows, { equal: { userId: String(userId) } })
  const add = async (
    rows: TokenRows,
    token: StoredToken,
    limit: TokenLimit,
  ): Promise<readonly string[] | 'full' | 'stale'> => {
    const { now, password } = limit
    const user = password === undefined ? { password } : await rows.userOf(token.userId)
    if (user?.password !== password) return 'stale'
    const tokens = await ofUser(rows, token.userId)
    const families = surplusOf(tokens, token, limit)
    if (families === undefined) return 'full'
    const surplus = tokens.filter((each) => families.some((family) => isOfFamily(each, family)))
    const revoked = await revoke(rows, surplus, now)
    await rows.insert(rowOf(token))
    return revoked
  }
  const revokeThose = async (
    userId: UserId,
    now: number,
    fits: (token: StoredToken) => boolean,
  ): Promise<readonly string[]> =>
    table.locked(userId, async (rows) =>
      revoke(rows, (await ofUser(rows, userId)).filter(fits), now),
    )
  const changed = async (id: string, changes: Partial<StoredToken>): Promise<boolean> =>
    withToken(id, false, async (token, rows) => change(rows, token, changes))

  return {
    find: async (digest) =>
      answered(async () => {
        const token = await first(table, { digest })
        return token && { token, user: await table.userOf(token.userId) }
      }),
    get: async (id) => answered(() => first(table, { id })),
    async *list({ userId } = {}) {
      const equal = userId === undefined ? {} : { userId: String(userId) }
      for await (const row of pages(table, { equal })) yield read(row)
    },
    add: async (token, limit) =>
      answered(() => table.locked(token.userId, (rows) => add(rows, token, limit))),
    rename: async (id, name) => answered(() => changed(id, { name })),
    rotate: async (id, successor, { now, replacedAt, most, endedAfter, askedBy = id }) =>
      answered(() =>
        withToken(id, undefined, async (token, rows) => {
          const asking = askedBy === id ? token : await first(rows, { id: askedBy })
          const mayRotate = isWorking(token, now) && asking !== undefined && isWorking(asking, now)
          if (!mayRotate) return undefined
          const equal = { family: successor.family }
          const family = await all(rows, { equal, endsAfter: endedAfter })
          if (family.length >= most) return 'full'
          const end = token.replacedAt ?? replacedAt
          await change(rows, token, { replacedAt: end })
          await rows.insert(rowOf({ ...successor, boundTo: token.boundTo, unusedUntil: end }))
          return end
        }),
      ),
    revokeFamily: async (userId, family, now) =>
      answered(() => revokeThose(userId, now, (token) => isOfFamily(token, family))),
    async revokeAll(userId, now, except) {
      const revoked = await answered(() => revokeThose(userId, now, ({ id }) => id !== except))
      return revoked.length
    },
    rebind: async (id, boundTo) => answered(() => changed(id, { boundTo })),
    recordUse: async (uses) =>
      answered(async () => {
        // One transaction for each: it locks one user, so that it is no part of a deadlock.
        for (const { id, usedAt, address, userAgent } of uses) {
          await withToken(id, false, async (token, rows) => {
            const use = { lastUsedAt: usedAt, lastAddress: address, lastUserAgent: userAgent }
            return usedAt >= (token.lastUsedAt ?? -Infinity) && change(rows, token, use)
          })
        }
      }),
    prune: async (before, most) =>
      answered(async () => {
        const rows = await table.select({ ...EVERY, endsBefore: before, limit: most })
        if (rows.length > 0) await table.remove(rows.map(({ id }) => id))
        await tickets.removeBefore(before)
        return rows.length
      }),
    useOnce: async (digest, expiresAt) =>
      answered(async () => {
        try {
          await tickets.insert({ digest, expiresAt })
          return true
        } catch (error) {
          if (await tickets.find(digest)) return false
          throw error
        }
      }),
    wasUsed: async (digest) => answered(async () => Boolean(await tickets.find(digest))),
    ping: async () => answered(async () => void (await table.select({ ...EVERY, limit: 1 }))),
  }
}

type Select = Pick<TokenRows, 'select'>
type Equal = TokenQuery['equal']
type Key = { readonly id: string } | { readonly digest: string }
type Conditions = Pick<TokenQuery, 'equal'> & Partial<Pick<TokenQuery, 'endsAfter'>>

/** A query with all conditions that holds for every row. */
const EVERY: TokenQuery = {
  equal: {},
  endsAfter: -1,
  endsBefore: Number.MAX_SAFE_INTEGER,
  after: { createdAt: -1, id: '' },
  limit: BATCH,
}

/** All rows of a query, read in batches. */
async function* pages(rows: Select, query: Conditions): AsyncGenerator<FoundRow> {
  const equal = Object.entries(query.equal) as [keyof Equal, string][]
  let { after } = EVERY
  for (;;) {
    const batch = await answered(() => rows.select({ ...EVERY, ...query, after }))
    // A collation may ignore case, accents or spaces.
    yield* batch.filter((row) => equal.every(([name, value]) => row[name] === value))
    const last = batch.at(-1)
    if (last === undefined || batch.length < BATCH) return
    after = { createdAt: Number(last.createdAt), id: last.id }
  }
}

/** Revokes tokens. Returns the ids of those that worked. */
async function revoke(
  rows: TokenRows,
  tokens: readonly StoredToken[],
  now: number,
): Promise<readonly string[]> {
  for (const token of tokens) {
    if (isRevocable(token, now)) await change(rows, token, { revokedAt: now })
  }
  return tokens.filter((token) => isWorking(token, now)).map(({ id }) => id)
}

/** Writes changes of a token, and the end that follows from them. */
async function change(
  rows: TokenRows,
  token: StoredToken,
  changes: Partial<StoredToken>,
): Promise<true> {
  const row = rowOf({ ...token, ...changes })
  const names = [...(Object.keys(changes) as (keyof StoredToken)[]), 'endsAt'] as const
  const written = Object.fromEntries(names.map((name) => [name, row[name]]))
  await rows.update(token.id, written as Partial<TokenRow>)
  return true
}

/** The result of an operation; its error as an outage. */
async function answered<T>(operation: () => PromiseLike<T>): Promise<T> {
  try {
    return await operation()
  } catch (cause) {
    if (isUnavailableError(cause) || isConfigError(cause)) throw cause
    throw new UnavailableError('the database does not answer', { cause: innermost(cause) })
  }
}

/** The error of the driver. The error of an ORM around it may contain the parameters of the query: digests. */
function innermost(error: unknown, depth = 5): unknown {
  return error instanceof Error && error.cause instanceof Error && depth > 0
    ? innermost(error.cause, depth - 1)
    : error
}
