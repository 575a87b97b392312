/** How many access tokens a user may have. */
import type { StoredToken, TokenLimit } from '../core/access/token-store.js'
import type { ContractCase } from './contract-case.js'
import { expectSame, resultOf } from './expectations.js'
import { type IdType, KEYS, type People } from './people.js'
import {
  DAY,
  NOW,
  ROOM,
  addAll,
  added,
  answers,
  gets,
  listed,
  newDigest,
  tokenFor,
  type TokenCase,
} from './token-samples.js'

const TWO: TokenLimit = { ...ROOM, most: 2 }

export function tokenLimitCases(
  tokens: TokenCase,
  idType: IdType,
  [first, second]: People,
): readonly ContractCase[] {
  return [
    tokens('a full user gets no token, and another user does', async (store) => {
      for (const _ of [1, 2]) await added(store, tokenFor(first.id), [], TWO)
      const third = tokenFor(first.id)
      await added(store, third, 'full', TWO)
      await gets(store, third.id, undefined)
      await added(store, tokenFor(second.id), [], TWO)
      await added(store, tokenFor(first.id), [], { ...TWO, most: 3 })
    }),
    tokens('tokens that ended, and idle ones, do not count', async (store) => {
      const ends: readonly Partial<StoredToken>[] = [
        { expiresAt: NOW },
        { revokedAt: NOW },
        { replacedAt: NOW },
        { unusedUntil: NOW },
        // A change of the password has ended it.
        { boundTo: newDigest() },
        { createdAt: NOW - 2 * DAY },
        { createdAt: NOW - 2 * DAY, lastUsedAt: NOW - DAY - 1 },
      ]
      await addAll(
        store,
        ends.map((end) => tokenFor(first.id, end)),
      )
      const limit = { ...TWO, usedSince: NOW - DAY }
      const counted = tokenFor(first.id, { createdAt: NOW - 2 * DAY, lastUsedAt: NOW - DAY })
      await added(store, counted, [], limit)
      const used = tokenFor(first.id, { unusedUntil: NOW - 1, lastUsedAt: NOW - 2 })
      await added(store, used, [], limit)
      await added(store, tokenFor(first.id), 'full', limit)
    }),
    tokens('a family counts once, however many of its tokens work', async (store) => {
      const one = tokenFor(first.id, { replacedAt: NOW + 1 })
      const successors = [1, 2, 3].map(() => tokenFor(first.id, { family: one.family }))
      const [other] = [tokenFor(first.id)]
      await addAll(store, [one, ...successors])
      await added(store, other, [], TWO)
      await added(store, tokenFor(first.id), 'full', TWO)
      await answers(store, 'revokeAll', [first.id, NOW, successors[0]?.id], 4)
      await added(store, tokenFor(first.id), [], TWO)
      await added(store, tokenFor(first.id), 'full', TWO)
    }),
    tokens('the oldest ones are revoked in place of a refusal', async (store) => {
      const [old, middle, young] = [3, 2, 1].map((days) =>
        tokenFor(first.id, { createdAt: NOW - days * DAY }),
      ) as [StoredToken, StoredToken, StoredToken]
      const foreign = tokenFor(second.id, { createdAt: 1 })
      await addAll(store, [old, middle, young, foreign])
      const next = tokenFor(first.id)
      await added(store, next, [old.id, middle.id], { ...TWO, onFull: 'revoke-oldest' })
      for (const token of [old, middle]) await gets(store, token.id, { ...token, revokedAt: NOW })
      for (const token of [young, next, foreign]) await gets(store, token.id, token)
    }),
    tokens(
      'the oldest family is the one whose latest token is, and ends as a whole',
      async (store) => {
        const of = (days: number, family?: string): StoredToken =>
          tokenFor(first.id, { createdAt: NOW - days * DAY, ...(family && { family }) })
        const [rotated, old] = [of(9), of(8)]
        const successor = of(1, rotated.family)
        const sibling = of(7, old.family)
        await addAll(store, [rotated, old, sibling, successor])
        await added(store, tokenFor(first.id), [old.id, sibling.id], {
          ...TWO,
          onFull: 'revoke-oldest',
        })
        for (const token of [old, sibling])
          await gets(store, token.id, { ...token, revokedAt: NOW })
        for (const token of [rotated, successor]) await gets(store, token.id, token)
      },
    ),
    tokens('where the stored hash is another one, nothing is added or revoked', async (store) => {
      const one = tokenFor(first.id)
      const limit = { ...TWO, most: 1, onFull: 'revoke-oldest' as const }
      await addAll(store, [one])
      for (const password of [`${first.password} `, second.password, '']) {
        const token = tokenFor(first.id)
        await added(store, token, 'stale', { ...limit, password })
        await gets(store, token.id, undefined)
      }
      await gets(store, one.id, one)
      await added(store, tokenFor(first.id), [one.id], { ...limit, password: first.password })
    }),
    tokens('where the user is gone, there is no stored hash', async (store) => {
      for (const id of KEYS[idType].free) {
        await added(store, tokenFor(id), 'stale', { ...TWO, password: first.password })
      }
    }),
    tokens('twenty at once and room for five: five are added', async (store) => {
      const limit = { ...TWO, most: 5 }
      const many = Array.from({ length: 20 }, () => tokenFor(first.id))
      const outcomes = await resultOf('twenty calls of add() at once', () =>
        Promise.all(many.map((token) => store.tokens.add(token, limit))),
      )
      expectSame(outcomes.filter(Array.isArray).length, 5, 'the number of tokens that were added')
      expectSame((await listed(store, first.id)).length, 5, 'the number of tokens in list()')
    }),
    tokens('a digest is taken for once: one of ten calls at once is first', async (store) => {
      const { digest } = tokenFor(first.id)
      const calls = Array.from({ length: 10 }, () => store.tokens.useOnce(digest, NOW + DAY))
      const outcomes = await resultOf('ten calls of useOnce() at once', () => Promise.all(calls))
      expectSame(outcomes.filter(Boolean).length, 1, 'the number of first calls')
      const other = tokenFor(first.id).digest
      if (store.tokens.wasUsed !== undefined) {
        await answers(store, 'wasUsed', [digest], true)
        await answers(store, 'wasUsed', [other], false)
      }
      await answers(store, 'useOnce', [digest, NOW + DAY], false)
      await answers(store, 'useOnce', [other, NOW + DAY], true)
    }),
  ]
}
