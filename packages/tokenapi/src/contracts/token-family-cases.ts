/** The tokens that rotations made of one: they end together. */
import type { StoredToken } from '../core/access/token-store.js'
import type { ContractCase } from './contract-case.js'
import type { People } from './people.js'
import {
  DAY,
  NOW,
  addAll,
  answers,
  gets,
  newId,
  revoked,
  tokenFor,
  type TokenCase,
} from './token-samples.js'

export function tokenFamilyCases(
  tokens: TokenCase,
  [first, second]: People,
): readonly ContractCase[] {
  const familyOf = (
    one: StoredToken,
    ...values: readonly Partial<StoredToken>[]
  ): readonly StoredToken[] =>
    values.map((each) => tokenFor(first.id, { family: one.family, replaces: one.id, ...each }))
  return [
    tokens('revoked once: the second call is empty and changes no time', async (store) => {
      const [one, other] = [tokenFor(first.id), tokenFor(first.id)]
      await addAll(store, [one, other])
      await revoked(store, one, [one])
      for (const now of [NOW, NOW + 1, NOW - 1]) await revoked(store, one, [], now)
      await gets(store, one.id, { ...one, revokedAt: NOW })
      for (const family of [other.family.toUpperCase(), 'unknown', '', 'é', '%']) {
        await revoked(store, { ...other, family }, [])
      }
      await gets(store, other.id, other)
    }),
    tokens('a revocation ends the whole family at once, and no other', async (store) => {
      const one = tokenFor(first.id, { replacedAt: NOW + 1 })
      const [used, unused] = familyOf(
        one,
        { unusedUntil: NOW, lastUsedAt: NOW - 1 },
        { unusedUntil: NOW + 1 },
      ) as [StoredToken, StoredToken]
      // Of the next generation, and of a change of the password.
      const late = familyOf(one, { replaces: used.id }, { boundTo: 'c0'.repeat(32) })
      const family = [one, used, unused, ...late]
      const others = [
        tokenFor(first.id),
        tokenFor(second.id),
        tokenFor(first.id, { replaces: one.id }),
      ]
      await addAll(store, [...family, ...others])
      await revoked(store, one, family)
      for (const token of family) await gets(store, token.id, { ...token, revokedAt: NOW })
      for (const token of others) await gets(store, token.id, token)
    }),
    tokens('what another family asked for ends with both', async (store) => {
      const [phone, laptop] = [tokenFor(first.id), tokenFor(first.id)]
      const copies = familyOf(laptop, { endsWith: phone.family }, { endsWith: phone.family })
      await addAll(store, [phone, laptop, ...copies])
      await revoked(store, phone, [phone, ...copies])
      await gets(store, laptop.id, laptop)
      const [copy] = familyOf(laptop, { endsWith: phone.family }) as [StoredToken]
      await addAll(store, [copy])
      await revoked(store, laptop, [laptop, copy])
    }),
    tokens('many tokens of a family are revoked', async (store) => {
      const one = tokenFor(first.id)
      const many = familyOf(one, ...Array.from({ length: 80 }, () => ({})))
      await addAll(store, [one, ...many])
      await revoked(store, one, [one, ...many])
      const last = many.at(-1) ?? one
      await gets(store, last.id, { ...last, revokedAt: NOW })
    }),
    tokens('a token that ended is not revoked', async (store) => {
      const ends = [{ expiresAt: NOW }, { replacedAt: NOW }, { unusedUntil: NOW - DAY }]
      for (const ended of ends) {
        const token = tokenFor(first.id, ended)
        await addAll(store, [token])
        await revoked(store, token, [])
        await answers(store, 'revokeAll', [first.id, NOW], 0)
        await gets(store, token.id, token)
      }
      const last = tokenFor(first.id, { expiresAt: NOW + 1 })
      await addAll(store, [last])
      await revoked(store, last, [last])
    }),
    tokens('a first use that is recorded after a revocation revives no token', async (store) => {
      for (const how of ['revokeFamily', 'revokeAll'] as const) {
        const [one] = familyOf(tokenFor(first.id), { unusedUntil: NOW, family: newId() }) as [
          StoredToken,
        ]
        await addAll(store, [one])
        // It has ended, as nothing tells of its use.
        if (how === 'revokeFamily') await revoked(store, one, [])
        else await answers(store, 'revokeAll', [first.id, NOW], 0)
        const use = { id: one.id, usedAt: NOW - 1, address: undefined, userAgent: undefined }
        await answers(store, 'recordUse', [[use]], undefined)
        await revoked(store, one, [], NOW + 1)
        await gets(store, one.id, { ...one, lastUsedAt: NOW - 1, revokedAt: NOW })
      }
    }),
  ]
}
