/** Parts of the statements on access tokens. */
import type { UserId, UserIdType } from '../../../core/user.js'
import type { SqlDatabase } from '../database.js'
import type { SqlExecutor, SqlValue } from '../executor.js'
import { TOKEN_LOCKS } from './token-columns.js'

const ID = /^[\w-]{1,64}$/

/** Whether a text can be the id of a token. MySQL ignores spaces at the end of any other text. */
export function isTokenId(id: string): boolean {
  return ID.test(id)
}

export interface TokenSql {
  readonly database: SqlDatabase
  readonly idType: UserIdType
  /** Parameters in the order of a statement: each call returns the next one. */
  marks(): () => string
  /** The condition for the tokens of a user, with the parameters of `userValues`. */
  ofUser(mark: () => string): string
  userValues(id: UserId): readonly SqlValue[]
  /** Waits for other changes of the number of this user's tokens. The lock ends with the transaction. */
  lockUser(transaction: SqlExecutor, id: UserId, now: number): Promise<void>
}

export function tokenSql(database: SqlDatabase, idType: UserIdType): TokenSql {
  const { dialect } = database
  const lock = `INSERT INTO ${TOKEN_LOCKS} (user_id, locked_at) VALUES (${dialect.mark(1)}, ${dialect.mark(2)}) ${dialect.upsert('user_id', 'locked_at')}`
  // MySQL ignores spaces at the end of a text.
  const exactly = (mark: () => string): string =>
    idType === 'string' ? ` AND ${dialect.equals('user_id', mark())}` : ''
  return {
    database,
    idType,
    marks() {
      let place = 0
      return () => dialect.mark(++place)
    },
    ofUser: (mark) => `user_id = ${mark()}${exactly(mark)}`,
    userValues: (id) => (idType === 'string' ? [String(id), String(id)] : [String(id)]),
    async lockUser(transaction, id, now) {
      await transaction.run(lock, [String(id), now])
    },
  }
}
