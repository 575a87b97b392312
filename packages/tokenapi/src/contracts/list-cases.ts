/** `list` of the optional `UserDirectory`. */
import type { ContractCase } from './contract-case.js'
import type { Directory, DirectoryCase } from './directory-case.js'
import { byId, expectSame } from './expectations.js'
import type { IdType, People } from './people.js'
import type { UserId } from '../core/user.js'

/** More than a store reads at a time. */
const MANY = 2_001

export function listCases(
  directory: DirectoryCase,
  idType: IdType,
  people: People,
): readonly ContractCase[] {
  const [first] = people
  // Not in the order of their keys, so that no store is right by chance.
  const many = Array.from({ length: MANY }, (_, i) => {
    const number = (i * 1_009) % MANY
    return { ...first, id: idOf(idType, number), username: `user ${number}` }
  })

  return [
    directory('the list gives every user once, however many they are', many, async (store) => {
      const listed = await idsOf(store)
      expectSame(listed.length, MANY, 'the number of users listed')
      if (idType === 'integer' || idType === 'bigint') {
        const inOrder = many.map(({ id }) => id).toSorted((a, b) => (a < b ? -1 : 1))
        expectSame(listed, inOrder, 'users.list(), in the order of keys,')
      } else {
        // Where keys are text, their order is the database's own.
        expectSame(new Set(listed), new Set(many.map(({ id }) => id)), 'the set of users listed')
      }
    }),
    directory('the list of no users ends', [], async (store) => {
      expectSame(await idsOf(store), [], 'users.list()')
    }),
    directory('a list may be left early', people, async (store) => {
      let seen = 0
      for await (const user of store.users.list()) {
        await byId(
          store,
          user.id,
          people.find(({ id }) => id === user.id),
        )
        if (++seen === 2) break
      }
      expectSame(seen, 2, 'the number of users seen')
      expectSame((await idsOf(store)).length, people.length, 'the number of users listed')
    }),
  ]
}

async function idsOf(store: Directory): Promise<readonly UserId[]> {
  const ids: UserId[] = []
  for await (const { id } of store.users.list()) ids.push(id)
  return ids
}

function idOf(idType: IdType, number: number): UserId {
  switch (idType) {
    case 'integer':
      return number + 1
    case 'bigint': {
      // Around 2^53, where a double is not exact any more.
      const id = 9_007_199_254_740_000n + BigInt(number)
      return id <= Number.MAX_SAFE_INTEGER ? Number(id) : id
    }
    case 'uuid':
      return `${number.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`
    case 'string':
      return `key-${number}`
  }
}
