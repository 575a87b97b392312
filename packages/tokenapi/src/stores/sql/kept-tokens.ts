/** The table of kept tokens, and the one step in which a hash is swapped for a new one. */
import type { PasswordUpgrade } from '../../core/store.js'
import { type UserTable, userIdTypeOf } from '../user-table.js'
import type { SqlDatabase } from './database.js'
import type { SqlExecutor, SqlValue } from './executor.js'
import { TOKENS } from './tokens/token-columns.js'
import { tokenSql } from './tokens/token-sql.js'
import type { UserSelect } from './user-select.js'

/** No id and no token is in it: digests, what each is bound to, and when it may be forgotten. */
export const KEPT_TOKENS = 'tokenapi_kept_tokens'

/** Milliseconds between two clearings of what has expired. */
const CLEAR_EVERY = 3_600_000

export interface KeptTokens {
  isThere(): Promise<boolean>
  find(digest: string): Promise<string | undefined>
  upgrade(upgrade: PasswordUpgrade): Promise<boolean>
}

export function keptTokens(
  database: SqlDatabase,
  table: UserTable,
  select: UserSelect,
): KeptTokens {
  const { dialect } = database
  const { quote, mark } = dialect
  const kept = quote(KEPT_TOKENS)
  const password = quote(table.password)
  // A collation may take another's key for this one.
  const exactly =
    table.idType === 'string' ? ` AND ${dialect.equals(quote(table.id), mark(4))}` : ''
  const swap = `UPDATE ${select.from} SET ${password} = ${mark(1)} WHERE ${dialect.equals(password, mark(2))} AND ${select.whereId(3)}${exactly}`
  const rebind = `UPDATE ${kept} SET bound_to = ${mark(1)} WHERE bound_to = ${mark(2)}`
  const access = tokenSql(database, userIdTypeOf(table.idType))
  const next = access.marks()
  const rebindTokens = `UPDATE ${TOKENS} SET bound_to = ${next()} WHERE bound_to = ${next()} AND ${access.ofUser(next)}`
  const find = `SELECT bound_to FROM ${kept} WHERE digest = ${mark(1)}`
  const clear = `DELETE FROM ${kept} WHERE last_day < ${mark(1)}`
  let there = false
  let clearAt = 0

  // A table that is there stays; one that is not may come at any time, so its absence is not kept.
  const isThere = async (): Promise<boolean> => {
    there ||= await dialect.hasTable(database, { table: KEPT_TOKENS })
    return there
  }

  const clearExpired = async (today: number): Promise<void> => {
    if (performance.now() < clearAt) return
    clearAt = performance.now() + CLEAR_EVERY
    await database.run(clear, [today]).catch(() => undefined)
  }

  return {
    isThere,
    async find(digest) {
      if (!(await isThere())) return undefined
      const [row] = await database.all(find, [digest])
      if (row === undefined) return undefined
      const boundTo = row['bound_to']
      if (typeof boundTo === 'string') return boundTo
      throw new TypeError('the database gave a kept token that is bound to nothing')
    },
    async upgrade({ id, from, to, keep, rebind: binding }) {
      const key = select.keyOf(id)
      if (key === undefined) return false
      const done = await database.transaction(async (transaction) => {
        // The row is locked from here on: two logins of one user take turns, and the second finds
        // another hash than it checked.
        const values = [to, from, ...key, ...(exactly === '' ? [] : key)]
        if ((await transaction.run(swap, values)) !== 1) return false
        if (binding !== undefined) {
          // A successor that is being added has the new binding too.
          await access.lockUser(transaction, id, Date.now())
          const bound = [binding.to, binding.from, ...access.userValues(id)]
          await transaction.run(rebindTokens, bound)
        }
        if (keep === undefined) return true
        await transaction.run(rebind, [keep.boundTo, keep.boundFrom])
        await insertKept(transaction, keep)
        return true
      })
      if (done && keep !== undefined) await clearExpired(keep.today)
      return done
    },
  }

  async function insertKept(
    transaction: SqlExecutor,
    { tokens, boundTo }: NonNullable<PasswordUpgrade['keep']>,
  ): Promise<void> {
    if (tokens.length === 0) return
    const rows = tokens.map(
      (_, i) => `(${mark(3 * i + 1)}, ${mark(3 * i + 2)}, ${mark(3 * i + 3)})`,
    )
    const values = tokens.flatMap(({ digest, lastDay }): SqlValue[] => [digest, boundTo, lastDay])
    await transaction.once(
      `INSERT INTO ${kept} (digest, bound_to, last_day) VALUES ${rows.join(', ')} ${dialect.upsert('digest', 'bound_to')}`,
      values,
    )
  }
}
