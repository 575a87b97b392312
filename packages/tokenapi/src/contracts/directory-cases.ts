/** Administration of users: the optional `UserDirectory`. */
import type { NewUser, UserChanges } from '../core/store.js'
import { UserExistsError } from '../core/store/store-errors.js'
import type { CaseOver, ContractCase, TestedStore } from './contract-case.js'
import type { Directory, DirectoryCase } from './directory-case.js'
import {
  resultOf,
  byId,
  byName,
  expectError,
  expectSame,
  expectUser,
  rejectionOf,
  show,
} from './expectations.js'
import { listCases } from './list-cases.js'
import { type IdType, KEYS, type People, type Person } from './people.js'

export function directoryCases(
  over: CaseOver,
  idType: IdType,
  people: People,
  alwaysActive: boolean,
): readonly ContractCase[] {
  const { spare, free, beyond } = KEYS[idType]
  const [first, second] = people
  const stranger: Person = { ...first, id: spare, username: 'stranger' }
  const directory: DirectoryCase = (name, users, work) =>
    over(`directory: ${name}`, users, (store) => work(asDirectory(store)))
  const unchanged = async (store: TestedStore): Promise<void> => {
    for (const person of people) {
      await byId(store, person.id, person)
      await byName(store, person.username, person)
    }
  }

  return [
    directory('an added user is given back as stored, and found', [], async (store) => {
      for (const person of people) await add(store, person, person)
      await unchanged(store)
    }),
    directory('an added user is active by default', [], async (store) => {
      const { id, username, password } = first
      await add(store, { id, username, password }, { ...first, isActive: true })
    }),
    ...(idType === 'string' ? [] : [madeId(directory, people)]),
    directory('a name that is taken: UserExistsError, and nothing added', people, async (store) => {
      await refused(store, { ...stranger, username: second.username }, UserExistsError)
      await byId(store, stranger.id, undefined)
      await unchanged(store)
    }),
    directory('an id that is taken: UserExistsError, and nothing added', people, async (store) => {
      await refused(store, { ...stranger, id: second.id }, UserExistsError)
      await byName(store, stranger.username, undefined)
      await unchanged(store)
    }),
    directory('five of one name at once: one is added', people, async (store) => {
      const attempts = [0, 1, 2, 3, 4].map(async () => store.users.add(stranger))
      const outcomes = await Promise.allSettled(attempts)
      const failed = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))
      expectSame(outcomes.length - failed.length, 1, 'the number of users added')
      for (const error of failed) expectError('users.add()', error, UserExistsError)
      await byName(store, stranger.username, stranger)
    }),
    directory('a name that no look-up could find is refused', people, async (store) => {
      for (const username of ['', 'a\0b', '\ud800']) {
        await refused(store, { ...stranger, username }, Error)
      }
      await byId(store, stranger.id, undefined)
    }),
    directory('a change is seen at once, and changes nothing else', people, async (store) => {
      const password = "new$'"
      await change(store, second, { password }, true)
      await byId(store, second.id, { ...second, password })
      await byName(store, second.username, { ...second, password })
      // The same once more, and nothing at all, are changes of a user who is there.
      await change(store, second, { password }, true)
      await change(store, second, {}, true)
      await byId(store, second.id, { ...second, password })
      if (!alwaysActive) {
        await change(store, second, { isActive: !second.isActive }, true)
        await byId(store, second.id, { ...second, password, isActive: !second.isActive })
        await change(store, second, { isActive: second.isActive }, true)
      }
      await change(store, second, { password: second.password }, true)
      await unchanged(store)
    }),
    directory('nobody to change, nobody to remove: false', people, async (store) => {
      for (const id of [...free, ...beyond]) {
        await change(store, { id }, { password: 'x' }, false)
        await remove(store, { id }, false)
      }
      await unchanged(store)
    }),
    directory('a removed user is gone, the others stay', people, async (store) => {
      await remove(store, second, true)
      await byId(store, second.id, undefined)
      await byName(store, second.username, undefined)
      await remove(store, second, false)
      await byId(store, first.id, first)
      // The name is free again, and says nothing of who had it.
      const successor = { ...second, id: stranger.id, password: 'another' }
      await add(store, successor, successor)
      await byName(store, second.username, successor)
      await byId(store, second.id, undefined)
    }),
    ...listCases(directory, idType, people),
  ]
}

function madeId(directory: DirectoryCase, people: People): ContractCase {
  return directory(
    'an id is made where none is given, also after given ones',
    [],
    async (store) => {
      for (const person of people.slice(0, 2)) await add(store, person, person)
      for (const username of ['made-1', 'made-2']) {
        const user = { username, password: 'x', isActive: true }
        const added = await resultOf(`users.add(${show(user)})`, () => store.users.add(user))
        const person = { ...user, id: added.id }
        await byName(store, username, person)
        await byId(store, added.id, person)
      }
      for (const person of people.slice(0, 2)) await byId(store, person.id, person)
    },
  )
}

async function add(store: Directory, user: NewUser, expected: Person): Promise<void> {
  await expectUser(`users.add(${show(user)})`, () => store.users.add(user), expected)
}

async function change(
  store: Directory,
  { id }: Pick<Person, 'id'>,
  changes: UserChanges,
  expected: boolean,
): Promise<void> {
  const question = `users.update(${show(id)}, ${show(changes)})`
  expectSame(await resultOf(question, () => store.users.update(id, changes)), expected, question)
}

async function remove(
  store: Directory,
  { id }: Pick<Person, 'id'>,
  expected: boolean,
): Promise<void> {
  const question = `users.remove(${show(id)})`
  expectSame(await resultOf(question, () => store.users.remove(id)), expected, question)
}

async function refused(
  store: Directory,
  user: NewUser,
  family: abstract new (message: string) => Error,
): Promise<void> {
  const question = `users.add(${show(user)})`
  expectError(question, await rejectionOf(question, () => store.users.add(user)), family)
}

function asDirectory(store: TestedStore): Directory {
  for (const name of ['add', 'update', 'remove', 'list'] as const) {
    expectSame(typeof store.users?.[name], 'function', `typeof store.users.${name}`)
  }
  return store as Directory
}
