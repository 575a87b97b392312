/** What handlers see of a user beside its name: named by the store, and there by every look-up. */
import { type JsonValue, jsonForm } from '../core/runtime/json-form.js'
import type { StoredUser } from '../core/user.js'
import type { CaseOver, ContractCase } from './contract-case.js'
import { resultOf, expectSame, show } from './expectations.js'
import type { People } from './people.js'

/** By name, what each of the five users has. */
export type SampleAttributes = Readonly<Record<string, readonly JsonValue[]>>

export function attributeCases(
  over: CaseOver,
  people: People,
  samples: SampleAttributes,
): readonly ContractCase[] {
  const names = Object.keys(samples)
  const attributesOf = (i: number): Record<string, JsonValue> =>
    Object.fromEntries(names.map((name) => [name, samples[name]?.[i] ?? null]))
  const users = people.map((person, i) => ({ ...person, ...attributesOf(i) }))

  return [
    over('attributes: the store names them', users, async (store) => {
      expectSame([...(store.attributes ?? [])].toSorted(), names.toSorted(), 'store.attributes')
    }),
    over('attributes: every user has its own, by id and by name', users, async (store) => {
      for (const [i, { id, username }] of people.entries()) {
        const byId = `the attributes of findById(${show(id)})`
        expectSame(
          pick(await resultOf(byId, () => store.findById(id)), names),
          attributesOf(i),
          byId,
        )
        const byName = `the attributes of findByUsername(${show(username)})`
        const found = await resultOf(byName, () => store.findByUsername(username))
        expectSame(pick(found, names), attributesOf(i), byName)
      }
    }),
    over('attributes: none is the hash', users, async (store) => {
      for (const { id } of people) {
        const user = await resultOf(`findById(${show(id)})`, () => store.findById(id))
        const values = Object.values(pick(user, store.attributes ?? []))
        const isThere = user !== undefined && user.password !== '' && values.includes(user.password)
        expectSame(isThere, false, `an attribute of findById(${show(id)}) that is the hash`)
      }
    }),
    over('attributes: fifty look-ups at once, each with its own', users, async (store) => {
      await Promise.all(
        Array.from({ length: 50 }, async (_, i) => {
          const id = people[(i % people.length) as 0].id
          const question = `the attributes of findById(${show(id)}), asked among others`
          const found = await resultOf(question, () => store.findById(id))
          expectSame(pick(found, names), attributesOf(i % people.length), question)
        }),
      )
    }),
  ]
}

/** As a handler gets them. */
function pick(user: StoredUser | undefined, names: readonly string[]): Record<string, unknown> {
  const values = new Map(Object.entries(user ?? {}))
  return Object.fromEntries(
    names.map((name) => {
      const value = values.get(name)
      return [name, value === undefined ? undefined : jsonForm(value)]
    }),
  )
}
