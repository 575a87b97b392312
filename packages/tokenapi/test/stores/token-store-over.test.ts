/** A `TokenStore` over operations on rows, as authors of stores write them. */
import { UnavailableError } from 'tokenapi'
import { storeContract } from 'tokenapi/contracts'
import { memoryStore } from 'tokenapi/memory'
import {
  type TokenRow,
  type TokenRows,
  type TokenTable,
  tokenStoreOver,
} from 'tokenapi/token-store'
import { describe, expect, it } from 'vitest'

/** Rows in an array, compared without regard to case, and times as text: as the least helpful database does. */
function tableOf(userOf: TokenTable['userOf']): TokenTable {
  let rows: readonly TokenRow[] = []
  let last: Promise<unknown> = Promise.resolve()
  const tickets = new Map<string, { readonly expiresAt: number }>()
  const same = (a: unknown, b: unknown): boolean =>
    String(a).toLowerCase() === String(b).toLowerCase()
  const operations: TokenRows = {
    userOf,
    select: async ({ equal, endsAfter, endsBefore, after, limit }) =>
      rows
        .filter((row) =>
          Object.entries(equal).every(([name, value]) => same(row[name as keyof TokenRow], value)),
        )
        .filter(({ endsAt }) => endsAt > endsAfter && endsAt < endsBefore)
        .filter((row) => isAfter(row, after))
        .toSorted((a, b) => (isAfter(a, b) ? 1 : -1))
        .slice(0, limit)
        .map((row) => ({
          ...row,
          createdAt: String(row.createdAt),
          expiresAt: BigInt(row.expiresAt),
        })),
    insert: async (row) => void (rows = [...rows, row]),
    update: async (id, changes) =>
      void (rows = rows.map((row) => (row.id === id ? { ...row, ...changes } : row))),
  }
  return {
    ...operations,
    idType: 'integer',
    async locked(_, work) {
      const turn = last.then(() => work(operations))
      last = turn.catch(() => undefined)
      return turn
    },
    remove: async (ids) => void (rows = rows.filter(({ id }) => !ids.includes(id))),
    tickets: {
      async insert({ digest, expiresAt }) {
        if (tickets.has(digest)) throw new Error('a duplicate key')
        tickets.set(digest, { expiresAt })
      },
      find: async (digest) => tickets.get(digest),
      async removeBefore(time) {
        for (const [digest, { expiresAt }] of tickets) if (expiresAt < time) tickets.delete(digest)
      },
    },
  }
}

function isAfter(a: Key, b: Key): boolean {
  return a.createdAt === b.createdAt ? a.id > b.id : a.createdAt > b.createdAt
}
type Key = Pick<TokenRow, 'createdAt' | 'id'>

describe('the contract', () => {
  const cases = storeContract({
    tokens: true,
    async open(people) {
      const { upgrades: _, ...users } = memoryStore(people)
      return { ...users, tokens: tokenStoreOver(tableOf(users.findById)) }
    },
  })
  for (const { name, run } of cases.filter((each) => each.name.startsWith('tokens'))) it(name, run)
})

const failing = (error: Error): TokenTable => ({
  ...tableOf(() => undefined),
  async select() {
    throw error
  },
})

it('an error of an operation is an outage with the error of the driver as cause', async () => {
  const error = new Error('no table')
  // As an ORM does it, with the parameters of the query.
  const around = new Error('Failed query: … params: 0123abcd', { cause: error })
  for (const thrown of [error, around]) {
    const { get, ping } = tokenStoreOver(failing(thrown))
    for (const answer of [get('a'), ping?.()]) {
      await expect(answer).rejects.toThrow(UnavailableError)
      await expect(answer).rejects.toHaveProperty('cause', error)
    }
  }
})

it('a row whose user id is of another type is an outage', async () => {
  const table = tableOf(() => undefined)
  const tokens = tokenStoreOver(table)
  const now = {
    now: 1,
    most: 9,
    onFull: 'refuse',
    usedSince: undefined,
    password: undefined,
  } as const
  const times = { createdAt: 1, expiresAt: 2, renewableUntil: 2, lastUsedAt: undefined }
  const last = { lastAddress: undefined, lastUserAgent: undefined, replaces: undefined }
  const ends = { unusedUntil: undefined, replacedAt: undefined, revokedAt: undefined }
  const texts = { id: 'a', digest: 'd', start: 's', name: '', audience: undefined, boundTo: 'b' }
  const family = { family: 'a', endsWith: undefined, scopes: [] }
  await tokens.add({ ...texts, ...family, ...times, ...last, ...ends, userId: 'no integer' }, now)
  await expect(tokens.get('a')).rejects.toThrow(UnavailableError)
})
