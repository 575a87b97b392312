/** Access tokens: the optional `TokenStore`. */
import { TOKEN_METHODS } from '../core/access/checked-tokens.js'
import type { StoredToken } from '../core/access/token-store.js'
import type { CaseOver, ContractCase, TestedStore } from './contract-case.js'
import { expectSame, expectUser, resultOf, show } from './expectations.js'
import { type IdType, KEYS, type People, type Person } from './people.js'
import { tokenChangeCases } from './token-change-cases.js'
import { tokenFamilyCases } from './token-family-cases.js'
import { tokenLimitCases } from './token-limit-cases.js'
import { tokenPruneCases } from './token-prune-cases.js'
import { tokenRotationCases } from './token-rotation-cases.js'
import {
  DAY,
  type Keeping,
  NOW,
  type TokenCase,
  addAll,
  addTogether,
  gets,
  listed,
  newDigest,
  tokenFor,
} from './token-samples.js'

export function tokenCases(
  over: CaseOver,
  idType: IdType,
  people: People,
  upgrades: boolean,
): readonly ContractCase[] {
  const tokens: TokenCase = (name, work) =>
    over(`tokens: ${name}`, people, (store) => work(asKeeping(store)))
  return [
    ...lookUpCases(tokens, idType, people),
    ...listCases(tokens, idType, people),
    ...tokenChangeCases(tokens, people, upgrades),
    ...tokenFamilyCases(tokens, people),
    ...tokenLimitCases(tokens, idType, people),
    ...tokenRotationCases(tokens, people),
    ...tokenPruneCases(tokens, people),
  ]
}

function lookUpCases(tokens: TokenCase, idType: IdType, people: People): readonly ContractCase[] {
  return [
    tokens('a token is found with its user, each value as it was added', async (store) => {
      for (const person of people) {
        const every = tokenFor(person.id, EVERY_VALUE)
        const least = tokenFor(person.id, { name: '', scopes: [] })
        await addAll(store, [every, least])
        for (const token of [every, least]) {
          await finds(store, token, person)
          await gets(store, token.id, token)
        }
      }
    }),
    tokens('an unknown digest or id: undefined', async (store) => {
      const token = tokenFor(people[0].id)
      await addAll(store, [token])
      const { id, digest } = token
      for (const other of [newDigest(), digest.toUpperCase(), `${digest} `, id, '', 'é']) {
        if (other !== digest) await finds(store, { ...token, digest: other }, undefined)
      }
      for (const other of [id.toLowerCase(), id.toUpperCase(), `${id} `, digest, '', 'é', '%']) {
        await gets(store, other, undefined)
      }
    }),
    tokens('a token whose user is gone: the user is undefined', async (store) => {
      for (const id of KEYS[idType].free) {
        const token = tokenFor(id)
        await addAll(store, [token])
        await finds(store, token, 'gone')
      }
    }),
    tokens('fifty look-ups at once: each gets its own token and user', async (store) => {
      const owners = Array.from({ length: 50 }, (_, i) => people[i % 5] as Person)
      const fifty = owners.map(({ id }) => tokenFor(id))
      await addTogether(store, fifty)
      await Promise.all(fifty.map((token, i) => finds(store, token, owners[i])))
    }),
  ]
}

function listCases(tokens: TokenCase, idType: IdType, people: People): readonly ContractCase[] {
  const [first, second] = people
  return [
    tokens('the list has the tokens of one user in the order of creation', async (store) => {
      const times = [3, 1, 2].map((day) => NOW - day * DAY)
      const own = times.map((createdAt) => tokenFor(first.id, { createdAt }))
      const ended = tokenFor(first.id, { createdAt: NOW, expiresAt: NOW - 1, revokedAt: NOW - 2 })
      await addAll(store, [...own, ended, tokenFor(second.id)].toSorted(byCreation))
      const expected = [...own, ended].toSorted(byCreation)
      expectSame(await listed(store, first.id), expected, `list({ userId: ${show(first.id)} })`)
      for (const id of KEYS[idType].free) {
        expectSame(await listed(store, id), [], `list({ userId: ${show(id)} })`)
      }
    }),
    tokens('the list has every token once, however many there are', async (store) => {
      const many = Array.from({ length: 260 }, (_, i) => {
        const { id } = people[i % 5] as Person
        return tokenFor(id, { createdAt: NOW - DAY + Math.floor(i / 7) })
      })
      await addTogether(store, many)
      const found = await listed(store)
      expectSame(ids(found), ids(many), 'the ids of list(), in any order,')
      const times = found.map(({ createdAt }) => createdAt)
      expectSame(times, times.toSorted(), 'the order of list()')
    }),
  ]
}

/** Times at their ends, and texts as clients and administrators choose them. */
const EVERY_VALUE: Partial<StoredToken> = {
  name: `Zoé’s 📱 "phone"; \\ % _ ${'名'.repeat(70)}`,
  scopes: ['*', 'reports:write', "!#$%&'()+,-./:;<=>?@[]^_`{|}~"],
  audience: 'https://api.example.com/é',
  createdAt: 1,
  // The greatest time of a `Date`.
  expiresAt: 8_640_000_000_000_000,
  renewableUntil: NOW,
  lastUsedAt: NOW + 1,
  lastAddress: '2001:db8::ffff:192.0.2.1',
  lastUserAgent: 'Mozilla/5.0 (X11; "Zoé") 名前',
  start: `${'p'.repeat(31)}_aB3x`,
  family: 'Ab0123456788',
  endsWith: 'Ab0123456787',
  replaces: 'Ab0123456789',
  unusedUntil: NOW + 2,
  replacedAt: NOW + 3,
  revokedAt: NOW + 4,
}

/** Fails where `find` returns anything but this token and user; `undefined`: but no token. */
async function finds(
  store: Keeping,
  token: StoredToken,
  user: Person | 'gone' | undefined,
): Promise<void> {
  const question = `find(${show(token.digest)})`
  const found = await resultOf(question, () => store.tokens.find(token.digest))
  if (user === undefined) return expectSame(found, undefined, question)
  expectSame(found?.token, token, `the token of ${question}`)
  const expected = user === 'gone' ? undefined : user
  await expectUser(`the user of ${question}`, () => found?.user, expected)
}

function byCreation(a: StoredToken, b: StoredToken): number {
  return a.createdAt - b.createdAt
}

function ids(tokens: readonly StoredToken[]): readonly string[] {
  return tokens.map(({ id }) => id).toSorted()
}

function asKeeping(store: TestedStore): Keeping {
  for (const name of TOKEN_METHODS) {
    expectSame(typeof store.tokens?.[name], 'function', `typeof store.tokens.${name}`)
  }
  return store as Keeping
}
