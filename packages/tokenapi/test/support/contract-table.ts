/** Tables of users as applications have them, for the contract to be run on. */
import type { NewUser, UserId } from '../../src/index.ts'
import type { UserTableMapping } from '../../src/stores/user-table.ts'

export interface ContractTable {
  readonly name: string
  /** Absent: the table that `migrate` makes. */
  readonly users?: UserTableMapping & { readonly table: string }
  /** What makes it, and what it needs. */
  readonly create?: readonly string[]
  /** How a key is written into it, where that is not its canonical spelling. */
  readonly written?: (id: UserId) => UserId
  /** What its column holds for an active user and for one who is not. */
  readonly active?: (isActive: boolean) => unknown
}

/** As Django keeps a uuid in char(32). */
export const withoutDashes = (id: UserId): UserId => String(id).replaceAll('-', '')

const DJANGO = ['is_superuser', 'first_name', 'last_name', 'email', 'is_staff'] as const

/** Empties a table, and the table of access tokens, and writes these users past the store: some hundred with a statement. */
export async function fillTable(
  table: ContractTable,
  users: readonly NewUser[],
  run: (sql: string, values: readonly unknown[]) => Promise<unknown>,
  { quote, mark }: { quote(name: string): string; mark(place: number): string },
): Promise<void> {
  const mapping = table.users
  const { id = 'id', username = 'username', password = 'password' } = mapping ?? {}
  const given = mapping?.isActive === undefined ? 'is_active' : mapping.isActive
  const isActive = typeof given === 'object' && given !== null ? given.column : given
  const own = mapping === undefined ? [...DJANGO, 'date_joined'] : []
  const columns = [id, username, password, ...(isActive === null ? [] : [isActive]), ...own]
  const schema = mapping?.schema === undefined ? '' : `${quote(mapping.schema)}.`
  const into = schema + quote(mapping?.table ?? 'auth_user')

  await run(`DELETE FROM ${into}`, [])
  await run('DELETE FROM tokenapi_tokens', [])
  for (let start = 0; start < users.length; start += 500) {
    const values = users
      .slice(start, start + 500)
      .flatMap((user) => [
        table.written?.(user.id ?? 0) ?? user.id,
        user.username,
        user.password,
        ...(isActive === null ? [] : [(table.active ?? Boolean)(user.isActive !== false)]),
        ...(mapping === undefined ? [false, '', '', '', false, '2026-11-24 12:00:00'] : []),
      ])
    const rows: string[] = []
    for (let place = 1; place <= values.length; place += columns.length) {
      rows.push(`(${columns.map((_, i) => mark(place + i)).join(', ')})`)
    }
    await run(
      `INSERT INTO ${into} (${columns.map(quote).join(', ')}) VALUES ${rows.join(', ')}`,
      values,
    )
  }
}

/**
 * The cases to run on a table. What depends on the id of a token alone is the same on all tables, so it is run on one
 * of them and on the one whose keys are text.
 */
export function casesOn<Case extends { readonly name: string }>(
  table: ContractTable,
  cases: readonly Case[],
): readonly Case[] {
  const isForAll = table.users === undefined || table.users.idType === 'string'
  return isForAll ? cases : cases.filter(({ name }) => !OF_TOKENS_ALONE.test(name))
}

const OF_TOKENS_ALONE =
  /^tokens: (?:one is|revoked once|a token that ended|a use is|tokens that|the oldest|a digest is|a rotation|a second rotation|rotations|a successor|a prune|a ticket)/
