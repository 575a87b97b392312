/** Access tokens that are deleted some time after they ended. */
import type { ContractCase } from './contract-case.js'
import type { People } from './people.js'
import { NOW, addAll, answers, gets, tokenFor, type TokenCase } from './token-samples.js'

export function tokenPruneCases(
  tokens: TokenCase,
  [first, second]: People,
): readonly ContractCase[] {
  return [
    tokens('a prune deletes what ended before, and nothing else', async (store) => {
      const ended = (['expiresAt', 'revokedAt', 'replacedAt', 'unusedUntil'] as const).map((end) =>
        tokenFor(first.id, { [end]: NOW - 1 }),
      )
      const used = { unusedUntil: NOW - 1, lastUsedAt: NOW - 2 }
      const stay = [
        tokenFor(first.id),
        tokenFor(second.id, { expiresAt: NOW }),
        tokenFor(second.id, { revokedAt: NOW }),
        tokenFor(second.id, used),
      ]
      await addAll(store, [...ended, ...stay])
      await answers(store, 'prune', [NOW, 1_000], ended.length)
      for (const { id } of ended) await gets(store, id, undefined)
      for (const token of stay) await gets(store, token.id, token)
      await answers(store, 'prune', [NOW, 1_000], 0)
    }),
    tokens('a prune deletes at most so many', async (store) => {
      const ended = Array.from({ length: 7 }, () => tokenFor(first.id, { expiresAt: NOW - 1 }))
      await addAll(store, ended)
      await answers(store, 'prune', [NOW, 3], 3)
      await answers(store, 'prune', [NOW, 3], 3)
      await answers(store, 'prune', [NOW, 3], 1)
    }),
    tokens('a ticket that has not expired stays used after a prune', async (store) => {
      const { digest } = tokenFor(first.id)
      await answers(store, 'useOnce', [digest, NOW], true)
      await answers(store, 'prune', [NOW, 1_000], 0)
      await answers(store, 'useOnce', [digest, NOW], false)
    }),
  ]
}
