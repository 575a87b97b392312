/** Access tokens by digest, each with its user, in one SELECT. */
import type { Awaitable } from '../../../core/runtime/awaitable.js'
import type { FoundToken } from '../../../core/access/token-store.js'
import { type UserTable, userIdTypeOf } from '../../user-table.js'
import { type LookUpStatements, batchedLookups } from '../batched-lookups.js'
import type { SqlDatabase } from '../database.js'
import type { Row } from '../executor.js'
import { keyJoin } from '../key-join.js'
import type { Column } from '../table.js'
import type { UserSelect } from '../user-select.js'
import { SELECTED, TOKENS, tokenOf } from './token-columns.js'

const DIGEST = /^[0-9a-f]{64}$/

/** Finds a token in the same turn where the driver can. Rejects with the error of the driver. */
export async function tokenLookups(
  database: SqlDatabase,
  table: UserTable,
  select: UserSelect,
): Promise<(digest: string) => Awaitable<FoundToken | undefined>> {
  const columns = await database.dialect.columnsOf(database, table)
  const key = columns.find(({ name }) => name === table.id)
  return batchedLookups(database, statements(database, table, select, key))
}

function statements(
  { dialect }: SqlDatabase,
  table: UserTable,
  select: UserSelect,
  key: Column | undefined,
): LookUpStatements<string, FoundToken> {
  const on = keyJoin(dialect, table, key, select.column(table.id), `${TOKENS}.user_id`)
  const sql = `SELECT ${SELECTED}, ${select.columns} FROM ${TOKENS} LEFT JOIN ${select.from} ON ${on} WHERE ${TOKENS}.digest`
  const idType = userIdTypeOf(table.idType)
  const foundIn = (row: Row | undefined): FoundToken | undefined => {
    const token = tokenOf(row, idType)
    if (row === undefined || token === undefined) return undefined
    const user = row['id'] === null ? undefined : select.userOf(row)
    // A collation may join the user "A" with a token of the user "a".
    return { token, user: String(user?.id) === String(token.userId) ? user : undefined }
  }
  return {
    one: `${sql} = ${dialect.mark(1)}`,
    among(count) {
      const marks = Array.from({ length: count }, (_, i) => dialect.mark(i + 1))
      return `${sql} IN (${marks.join(', ')})`
    },
    valuesOf: (digest) => (DIGEST.test(digest) ? [digest] : undefined),
    found: foundIn,
    allFound(rows) {
      const found = rows.flatMap((row) => foundIn(row) ?? [])
      return new Map(found.map((each) => [each.token.digest, each]))
    },
  }
}
