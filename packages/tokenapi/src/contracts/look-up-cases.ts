/** Who is found by which key, and as what. */
import type { CaseOver, ContractCase } from './contract-case.js'
import { resultOf, byId, byName, expectSame, show } from './expectations.js'
import { type IdType, KEYS, type People } from './people.js'

export function lookUpCases(
  over: CaseOver,
  idType: IdType,
  people: People,
): readonly ContractCase[] {
  const { free, beyond } = KEYS[idType]
  const spelling = idType === 'bigint' ? 'integer' : idType

  return [
    over('the port: every method is there, and the spelling of keys', people, async (store) => {
      for (const name of ['findById', 'findByUsername', 'ping', 'close'] as const) {
        expectSame(typeof store[name], 'function', `typeof store.${name}`)
      }
      expectSame(store.idType, spelling, 'store.idType')
    }),
    over('by id: every user, with the id spelled as it was asked for', people, async (store) => {
      for (const person of people) await byId(store, person.id, person)
    }),
    over('by id: nobody has an id that was given to none', people, async (store) => {
      for (const id of free) await byId(store, id, undefined)
    }),
    over('by id: beyond what the column holds is nobody, and no error', people, async (store) => {
      for (const id of beyond) await byId(store, id, undefined)
    }),
    over('by name: every user, with the same as by id', people, async (store) => {
      for (const person of people) await byName(store, person.username, person)
    }),
    over(
      'a stored hash is given as it is: long, empty, with quotes and $',
      people,
      async (store) => {
        for (const { id, password } of people) {
          const question = `the password of findById(${show(id)})`
          const user = await resultOf(question, () => store.findById(id))
          expectSame(user?.password, password, question)
        }
      },
    ),
    over('isActive is true or false, as it is stored', people, async (store) => {
      for (const { username, isActive } of people) {
        const question = `isActive of findByUsername(${show(username)})`
        const user = await resultOf(question, () => store.findByUsername(username))
        expectSame(user?.isActive, isActive, question)
      }
    }),
    over('without users: nobody, and no error', [], async (store) => {
      for (const { id, username } of people) {
        await byId(store, id, undefined)
        await byName(store, username, undefined)
      }
    }),
    over('a user is a copy: changing it changes nothing in the store', people, async (store) => {
      for (const person of people) {
        for (const found of [
          await store.findById(person.id),
          await store.findByUsername(person.username),
        ]) {
          try {
            Object.assign(found ?? {}, { username: 'x', password: 'x', isActive: !person.isActive })
          } catch {
            // Frozen, which is as good.
          }
        }
        await byId(store, person.id, person)
        await byName(store, person.username, person)
      }
    }),
    over('fifty look-ups at once: each gets its own answer', people, async (store) => {
      await Promise.all(
        Array.from({ length: 50 }, async (_, i) => {
          const person = people[i % people.length]
          if (person === undefined) return
          if (i % 3 === 0) await byName(store, person.username, person)
          else if (i % 3 === 1) await byId(store, person.id, person)
          else await byName(store, `nobody ${i}`, undefined)
        }),
      )
    }),
    over('ping: resolves, to nothing', people, async (store) => {
      expectSame(await resultOf('ping()', () => store.ping()), undefined, 'ping()')
    }),
    over('close: a second one is fine', people, async (store) => {
      await resultOf('ping()', () => store.ping())
      await resultOf('close()', () => store.close())
      await resultOf('a second close()', () => store.close())
    }),
    over('close: fine before anything was asked', people, async (store) => {
      await resultOf('close()', () => store.close())
    }),
  ]
}
