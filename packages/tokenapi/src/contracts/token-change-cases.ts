/** Changes of access tokens by their ids, and what a change of the stored hash does. */
import type { ContractCase } from './contract-case.js'
import { expectSame, resultOf } from './expectations.js'
import type { People } from './people.js'
import {
  DAY,
  type Keeping,
  NOW,
  addAll,
  answers,
  gets,
  newDigest,
  tokenFor,
  type TokenCase,
} from './token-samples.js'

export function tokenChangeCases(
  tokens: TokenCase,
  [first, second]: People,
  upgrades: boolean,
): readonly ContractCase[] {
  return [
    tokens('one is renamed, and no other', async (store) => {
      const [one, other] = [tokenFor(first.id), tokenFor(first.id)]
      await addAll(store, [one, other])
      // Twice: nothing changes, and the token is there.
      for (const _ of [1, 2]) await answers(store, 'rename', [one.id, 'Zoé’s 📱'], true)
      await gets(store, one.id, { ...one, name: 'Zoé’s 📱' })
      await gets(store, other.id, other)
      await answers(store, 'rename', [one.id.toLowerCase(), 'x'], false)
    }),
    tokens('one is bound to another hash, and no other', async (store) => {
      const [one, other] = [tokenFor(first.id), tokenFor(first.id)]
      await addAll(store, [one, other])
      const boundTo = newDigest()
      for (const _ of [1, 2]) await answers(store, 'rebind', [one.id, boundTo], true)
      await gets(store, one.id, { ...one, boundTo })
      await gets(store, other.id, other)
      await answers(store, 'rebind', ['unknown', boundTo], false)
    }),
    tokens('all of one user are revoked except one, and no others', async (store) => {
      const [one, two, kept] = [tokenFor(first.id), tokenFor(first.id), tokenFor(first.id)]
      const foreign = tokenFor(second.id)
      const ended = tokenFor(first.id, { revokedAt: NOW - DAY })
      await addAll(store, [one, two, kept, foreign, ended])
      await answers(store, 'revokeAll', [first.id, NOW, kept.id], 2)
      for (const token of [one, two]) await gets(store, token.id, { ...token, revokedAt: NOW })
      for (const token of [kept, foreign, ended]) await gets(store, token.id, token)
      await answers(store, 'revokeAll', [first.id, NOW], 1)
      await answers(store, 'revokeAll', [first.id, NOW], 0)
    }),
    tokens('a use is recorded; a later one wins, and an earlier one does not', async (store) => {
      const [one, other] = [tokenFor(first.id), tokenFor(second.id)]
      await addAll(store, [one, other])
      const use = { id: one.id, usedAt: NOW, address: '192.0.2.1', userAgent: 'curl/8' }
      const unknown = { ...use, id: 'unknown' }
      await answers(store, 'recordUse', [[unknown, use, { ...unknown, id: 'é' }]], undefined)
      const used = { ...one, lastUsedAt: NOW, lastAddress: '192.0.2.1', lastUserAgent: 'curl/8' }
      await gets(store, one.id, used)
      await answers(store, 'recordUse', [[{ ...use, usedAt: NOW - 1, address: '::1' }]], undefined)
      await gets(store, one.id, used)
      const later = { id: one.id, usedAt: NOW + 1, address: undefined, userAgent: undefined }
      await answers(store, 'recordUse', [[later]], undefined)
      const empty = { lastUsedAt: NOW + 1, lastAddress: undefined, lastUserAgent: undefined }
      await gets(store, one.id, { ...one, ...empty })
      await gets(store, other.id, other)
      await answers(store, 'recordUse', [[]], undefined)
    }),
    ...(upgrades ? rebindCases(tokens, [first, second]) : []),
  ]
}

function rebindCases(
  tokens: TokenCase,
  [first, second]: readonly [People[0], People[1]],
): readonly ContractCase[] {
  const upgrade = async (store: Keeping, from: string, binding: Binding, expected: boolean) => {
    const question = 'replaceHash() with `rebind`'
    const change = { id: first.id, from, to: 'new$hash', rebind: binding }
    const ask = async (): Promise<unknown> => store.upgrades?.replaceHash(change)
    expectSame(await resultOf(question, ask), expected, question)
  }
  return [
    tokens('a new hash of the same password moves the tokens of its user', async (store) => {
      const binding = { from: newDigest(), to: newDigest() }
      const bound = { boundTo: binding.from }
      const [one, two] = [tokenFor(first.id, bound), tokenFor(first.id, bound)]
      const others = [tokenFor(first.id), tokenFor(second.id, bound)]
      await addAll(store, [one, two, ...others])
      await upgrade(store, 'another hash', binding, false)
      await gets(store, one.id, one)
      await upgrade(store, first.password, binding, true)
      for (const token of [one, two]) await gets(store, token.id, { ...token, boundTo: binding.to })
      for (const token of others) await gets(store, token.id, token)
    }),
  ]
}

interface Binding {
  readonly from: string
  readonly to: string
}
