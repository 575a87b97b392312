/** Rotation of access tokens: a token works beside its successors for a while. */
import type { StoredToken } from '../core/access/token-store.js'
import type { ContractCase } from './contract-case.js'
import { expectSame, resultOf } from './expectations.js'
import type { People } from './people.js'
import {
  DAY,
  NOW,
  addAll,
  answers,
  gets,
  listed,
  newDigest,
  revoked,
  tokenFor,
  type TokenCase,
} from './token-samples.js'

const GRACE = {
  ...{ now: NOW, replacedAt: NOW + 60_000 },
  // The token, and three successors.
  ...{ most: 4, endedAfter: NOW - DAY, askedBy: undefined },
} as const

export function tokenRotationCases(
  tokens: TokenCase,
  [first, second]: People,
): readonly ContractCase[] {
  const successorOf = ({ id, family }: StoredToken): StoredToken =>
    tokenFor(first.id, { replaces: id, family })
  return [
    tokens('a rotation marks the token and adds its successor', async (store) => {
      const token = tokenFor(first.id)
      await addAll(store, [token])
      const successor = successorOf(token)
      // The caller read the token before: a new hash may have moved it since.
      const outdated = { ...successor, boundTo: newDigest() }
      await answers(store, 'rotate', [token.id, outdated, GRACE], GRACE.replacedAt)
      await gets(store, token.id, { ...token, replacedAt: GRACE.replacedAt })
      await gets(store, successor.id, { ...successor, unusedUntil: GRACE.replacedAt })
    }),
    tokens(
      'a second rotation keeps the time of the first, and so on to the most',
      async (store) => {
        const token = tokenFor(first.id)
        await addAll(store, [token])
        const later = { ...GRACE, now: NOW + 1, replacedAt: NOW + 70_000 }
        await answers(store, 'rotate', [token.id, successorOf(token), GRACE], GRACE.replacedAt)
        const next = successorOf(token)
        await answers(store, 'rotate', [token.id, next, later], GRACE.replacedAt)
        await gets(store, next.id, { ...next, unusedUntil: GRACE.replacedAt })
        await answers(store, 'rotate', [token.id, successorOf(token), later], GRACE.replacedAt)
        const tooMany = successorOf(token)
        await answers(store, 'rotate', [token.id, tooMany, later], 'full')
        await gets(store, tooMany.id, undefined)
      },
    ),
    tokens('a token that ended has no successor', async (store) => {
      for (const end of ['expiresAt', 'revokedAt', 'replacedAt', 'unusedUntil'] as const) {
        const token = tokenFor(first.id, { [end]: NOW })
        await addAll(store, [token])
        const successor = successorOf(token)
        await answers(store, 'rotate', [token.id, successor, GRACE], undefined)
        await gets(store, successor.id, undefined)
        await gets(store, token.id, token)
      }
      await answers(store, 'rotate', ['unknown', tokenFor(first.id), GRACE], undefined)
    }),
    tokens('the tokens of a family that work or ended lately have a limit', async (store) => {
      const one = tokenFor(first.id)
      const family = { family: one.family }
      const lately = tokenFor(first.id, { ...family, replacedAt: GRACE.endedAfter + 1 })
      const before = tokenFor(first.id, { ...family, expiresAt: GRACE.endedAfter })
      const working = tokenFor(first.id, family)
      await addAll(store, [one, lately, before, working, tokenFor(first.id), tokenFor(second.id)])
      const [last, tooMany] = [successorOf(one), successorOf(one)]
      await answers(store, 'rotate', [one.id, last, GRACE], GRACE.replacedAt)
      // Whichever of them is rotated.
      for (const { id } of [one, last]) {
        await answers(store, 'rotate', [id, tooMany, GRACE], 'full')
        await gets(store, tooMany.id, undefined)
      }
    }),
    tokens('a rotation that another token asks for needs that token too', async (store) => {
      const [one, asking] = [tokenFor(first.id), tokenFor(first.id)]
      await addAll(store, [one, asking])
      const successor = { ...successorOf(one), endsWith: asking.family }
      const limit = { ...GRACE, askedBy: asking.id }
      await answers(store, 'rotate', [one.id, successor, limit], GRACE.replacedAt)
      const unusedUntil = GRACE.replacedAt
      await gets(store, successor.id, { ...successor, unusedUntil })
      await revoked(store, asking, [asking, successor])
      const late = { ...successorOf(one), endsWith: asking.family }
      for (const askedBy of [asking.id, 'unknown']) {
        await answers(store, 'rotate', [one.id, late, { ...limit, askedBy }], undefined)
      }
      await gets(store, late.id, undefined)
    }),
    tokens(
      'rotations at once: all return one time, and all successors are there',
      async (store) => {
        const token = tokenFor(first.id)
        await addAll(store, [token])
        const times = await resultOf('three rotations at once', () =>
          Promise.all(
            [1, 2, 3].map((n) =>
              store.tokens.rotate(token.id, successorOf(token), {
                ...GRACE,
                replacedAt: GRACE.replacedAt + n,
              }),
            ),
          ),
        )
        const [, ...successors] = await listed(store, first.id)
        expectSame(successors.length, 3, 'the number of successors')
        const marks = (await listed(store, first.id)).map(
          (each) => each.replacedAt ?? each.unusedUntil,
        )
        expectSame(
          times,
          times.map(() => times[0]),
          'the times of three rotations at once',
        )
        expectSame(
          marks,
          marks.map(() => times[0]),
          'the times that were stored',
        )
      },
    ),
    tokens('a successor that was used does not end with the grace period', async (store) => {
      const [used, unused] = [1, 2].map(() => tokenFor(first.id, { unusedUntil: NOW })) as [
        ReturnType<typeof tokenFor>,
        ReturnType<typeof tokenFor>,
      ]
      await addAll(store, [used, unused])
      const use = { id: used.id, usedAt: NOW - 1, address: undefined, userAgent: undefined }
      await answers(store, 'recordUse', [[use]], undefined)
      await revoked(store, unused, [])
      await revoked(store, used, [used])
    }),
  ]
}
