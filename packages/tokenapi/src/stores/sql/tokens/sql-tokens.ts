/** Access tokens in SQL. */
import { type Awaitable, isLater } from '../../../core/runtime/awaitable.js'
import type { TokenStore } from '../../../core/access/token-store.js'
import { type UserTable, userIdTypeOf } from '../../user-table.js'
import type { SqlDatabase } from '../database.js'
import { unavailable } from '../database-errors.js'
import type { LookUps } from '../look-ups.js'
import { tokenAdder } from './add-token.js'
import { tokenChanges } from './change-token.js'
import { listTokens } from './list-tokens.js'
import { tokenPruner } from './prune-tokens.js'
import { useRecorder } from './record-uses.js'
import { tokenRotator } from './rotate-token.js'
import { SELECTED, TOKENS } from './token-columns.js'
import { storedPassword } from './stored-password.js'
import { tokenSql } from './token-sql.js'
import { tokensError } from './tokens-error.js'
import { usedTickets } from './used-tickets.js'

/** Access tokens of a SQL store. */
export interface SqlTokens extends TokenStore {
  /** Rejects with `ConfigError` if a table or a right to read is missing, and with `UnavailableError` in an outage. */
  ping(): Promise<void>
}

/** The port for access tokens over the tables that `migrate` makes. */
export function sqlTokens(database: SqlDatabase, table: UserTable, lookUp: LookUps): SqlTokens {
  const tokens = tokenSql(database, userIdTypeOf(table.idType))
  const changes = tokenChanges(tokens)
  const [add, rotate] = [tokenAdder(tokens, storedPassword(database, table)), tokenRotator(tokens)]
  const [record, prune, tickets] = [useRecorder(tokens), tokenPruner(tokens), usedTickets(tokens)]
  const probe = `SELECT ${SELECTED}, ends_at FROM ${TOKENS} WHERE 1 = 0`

  const errorOf = (error: unknown): Error => tokensError(error, database, table)
  /** `undefined` for a value that no column can contain. */
  const notFound = async (error: unknown): Promise<undefined> => {
    const kind = database.dialect.kindOfError(error)
    if (kind === 'value') return undefined
    if (error instanceof TypeError || kind === 'missing-column') lookUp.forget()
    throw unavailable(errorOf(error))
  }
  const run = async <T>(work: () => Awaitable<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw unavailable(errorOf(error))
    }
  }

  return {
    // As `run`, without a closure per call: every request runs this.
    find(digest) {
      try {
        const found = lookUp.findToken(digest)
        return isLater(found) ? Promise.resolve(found).catch(notFound) : found
      } catch (error) {
        return notFound(error)
      }
    },
    get: (id) => run(() => changes.get(id)),
    async *list({ userId } = {}) {
      try {
        yield* listTokens(tokens, userId)
      } catch (error) {
        throw unavailable(errorOf(error))
      }
    },
    add: (token, limit) => run(() => add(token, limit)),
    rename: (id, name) => run(() => changes.rename(id, name)),
    rotate: (id, successor, limit) => run(() => rotate(id, successor, limit)),
    revokeFamily: (userId, family, now) => run(() => changes.revokeFamily(userId, family, now)),
    revokeAll: (userId, now, except) => run(() => changes.revokeAll(userId, now, except)),
    rebind: (id, boundTo) => run(() => changes.rebind(id, boundTo)),
    recordUse: (uses) => run(() => record(uses)),
    prune: (before, most) => run(() => prune(before, most)),
    useOnce: (digest, expiresAt) => run(() => tickets.useOnce(digest, expiresAt)),
    wasUsed: (digest) => run(() => tickets.wasUsed(digest)),
    async ping() {
      try {
        await database.all(probe)
      } catch (error) {
        throw errorOf(error)
      }
    },
  }
}
