/** Rotation of access tokens: a token works beside its successors for a while. */
import type { ContractCase } from './contract-case.js'
import { expectSame, resultOf } from './expectations.js'
import type { People } from './people.js'
import {
  NOW,
  addAll,
  answers,
  gets,
  listed,
  newDigest,
  tokenFor,
  type TokenCase,
} from './token-samples.js'

const GRACE = { now: NOW, replacedAt: NOW + 60_000, most: 3 }

export function tokenRotationCases(tokens: TokenCase, [first]: People): readonly ContractCase[] {
  const successorOf = ({ id }: { readonly id: string }) => tokenFor(first.id, { replaces: id })
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
        const second = successorOf(token)
        await answers(store, 'rotate', [token.id, second, later], GRACE.replacedAt)
        await gets(store, second.id, { ...second, unusedUntil: GRACE.replacedAt })
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
      await answers(store, 'revoke', [unused.id, NOW], false)
      await answers(store, 'revoke', [used.id, NOW], true)
    }),
  ]
}
