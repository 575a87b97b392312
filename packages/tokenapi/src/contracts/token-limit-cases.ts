/** How many access tokens a user may have. */
import type { StoredToken, TokenLimit } from '../core/access/token-store.js'
import type { ContractCase } from './contract-case.js'
import { expectSame, resultOf } from './expectations.js'
import type { People } from './people.js'
import {
  DAY,
  NOW,
  addAll,
  added,
  answers,
  gets,
  listed,
  newDigest,
  tokenFor,
  type TokenCase,
} from './token-samples.js'

const TWO: TokenLimit = { now: NOW, most: 2, onFull: 'refuse', usedSince: undefined }

export function tokenLimitCases(
  tokens: TokenCase,
  [first, second]: People,
): readonly ContractCase[] {
  return [
    tokens('a full user gets no token, and another user does', async (store) => {
      for (const _ of [1, 2]) await added(store, tokenFor(first.id), true, TWO)
      const third = tokenFor(first.id)
      await added(store, third, false, TWO)
      await gets(store, third.id, undefined)
      await added(store, tokenFor(second.id), true, TWO)
      await added(store, tokenFor(first.id), true, { ...TWO, most: 3 })
    }),
    tokens('tokens that ended, and replaced and idle ones, do not count', async (store) => {
      const ends: readonly Partial<StoredToken>[] = [
        { expiresAt: NOW },
        { revokedAt: NOW },
        { replacedAt: NOW + 1 },
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
      await added(store, counted, true, limit)
      const used = tokenFor(first.id, { unusedUntil: NOW - 1, lastUsedAt: NOW - 2 })
      await added(store, used, true, limit)
      await added(store, tokenFor(first.id), false, limit)
    }),
    tokens('the oldest one is revoked in place of a refusal', async (store) => {
      const [old, middle, young] = [3, 2, 1].map((days) =>
        tokenFor(first.id, { createdAt: NOW - days * DAY }),
      ) as [StoredToken, StoredToken, StoredToken]
      const foreign = tokenFor(second.id, { createdAt: 1 })
      await addAll(store, [old, middle, young, foreign])
      const next = tokenFor(first.id)
      await added(store, next, true, { ...TWO, onFull: 'revoke-oldest' })
      for (const token of [old, middle]) await gets(store, token.id, { ...token, revokedAt: NOW })
      for (const token of [young, next, foreign]) await gets(store, token.id, token)
    }),
    tokens('twenty at once and room for five: five are added', async (store) => {
      const limit = { ...TWO, most: 5 }
      const many = Array.from({ length: 20 }, () => tokenFor(first.id))
      const outcomes = await resultOf('twenty calls of add() at once', () =>
        Promise.all(many.map((token) => store.tokens.add(token, limit))),
      )
      expectSame(outcomes.filter(Boolean).length, 5, 'the number of tokens that were added')
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
