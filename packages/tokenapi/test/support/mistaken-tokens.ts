/** Stores of access tokens, right but for one mistake. */
import type { StoredToken, TokenLimit, TokenStore, UserId } from '../../src/index.ts'
import { endOf } from '../../src/core/access/token-store.ts'
import type { Mistake, Right } from './mistaken-store.ts'

type Method<Name extends keyof TokenStore> = NonNullable<TokenStore[Name]>

/** Replaces one method; it gets the right store. */
function instead<Name extends keyof TokenStore>(
  name: Name,
  make: (right: Right['tokens'], store: Right) => (...args: Parameters<Method<Name>>) => unknown,
): Mistake {
  return (store) => ({ [`tokens.${name}`]: make(store.tokens, store) })
}

/** Each token that is returned is changed. */
function givenAs(change: (token: StoredToken) => unknown): Mistake {
  return ({ tokens }) => ({
    'tokens.find': async (digest: string) => {
      const found = await tokens.find(digest)
      return found && { ...found, token: change(found.token) }
    },
    'tokens.get': async (id: string) => {
      const token = await tokens.get(id)
      return token && change(token)
    },
  })
}

async function all(tokens: TokenStore, userId?: UserId): Promise<StoredToken[]> {
  const found: StoredToken[] = []
  for await (const token of tokens.list({ userId })) found.push(token)
  return found
}

const turn = (): Promise<void> => new Promise(setImmediate)

export const timesInSeconds: Mistake = givenAs((token) => ({
  ...token,
  expiresAt: Math.trunc(token.expiresAt / 1_000) * 1_000,
}))
export const nullForMissing: Mistake = givenAs((token) => ({
  ...token,
  audience: token.audience ?? null,
}))
export const emptyScope: Mistake = givenAs((token) => ({
  ...token,
  scopes: token.scopes.join(' ').split(' '),
}))
export const shortNames: Mistake = givenAs((token) => ({ ...token, name: token.name.slice(0, 50) }))
export const withoutUser: Mistake = instead('find', (right) => async (digest) => {
  const found = await right.find(digest)
  return found && { ...found, user: undefined }
})
export const anyCase: Mistake = instead(
  'find',
  (right) => (digest) => right.find(digest.toLowerCase()),
)
export const nullForUnknown: Mistake = instead(
  'get',
  (right) => async (id) => (await right.get(id)) ?? null,
)
export const innerJoin: Mistake = instead('find', (right) => async (digest) => {
  const found = await right.find(digest)
  return found?.user && found
})
/** Remembers in one place which digest it is asked for. */
export const sharedAnswer: Mistake = instead('find', (right) => {
  let asked = ''
  return async (digest) => {
    asked = digest
    await Promise.resolve()
    return right.find(asked)
  }
})

const listAs = (
  change: (tokens: readonly StoredToken[], userId: UserId | undefined) => readonly StoredToken[],
): Mistake =>
  instead(
    'list',
    (right) =>
      async function* ({ userId } = {}) {
        yield* change(await all(right, userId), userId)
      },
  )
export const listsEverybody: Mistake = instead('list', (right) => () => right.list())
export const listsById: Mistake = listAs((tokens) =>
  tokens.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
)
export const listsLiving: Mistake = listAs((tokens) =>
  tokens.filter(({ revokedAt }) => revokedAt === undefined),
)
export const listsOnePage: Mistake = listAs((tokens) => tokens.slice(0, 200))
/** The next page starts with the creation of the last token, which others share. */
export const repeatsTokens: Mistake = listAs((tokens) => [
  ...tokens.slice(0, 100),
  ...tokens.slice(99),
])

export const renamesAll: Mistake = instead('rename', (right) => async (id, name) => {
  const token = await right.get(id)
  const tokens = await all(right, token?.userId)
  for (const each of tokens) await right.rename(each.id, name)
  return token !== undefined
})
export const countsChanges: Mistake = instead('rename', (right) => async (id, name) => {
  const token = await right.get(id)
  return token?.name !== name && right.rename(id, name)
})
export const bindsUnknown: Mistake = instead('rebind', (right) => async (id, boundTo) => {
  await right.rebind(id, boundTo)
  return true
})
/** Revokes by the id of the family as `change` makes it. */
const revokesAs = (
  change: (
    right: Right['tokens'],
    ...args: Parameters<TokenStore['revokeFamily']>
  ) => Promise<readonly string[]>,
): Mistake =>
  instead(
    'revokeFamily',
    (right) =>
      (...args) =>
        change(right, ...args),
  )
export const ignoresCaseOfIds: Mistake = revokesAs(async (right, userId, family, now) => {
  const tokens = await all(right, userId)
  const found = tokens.find((each) => each.family.toLowerCase() === family.toLowerCase())
  return right.revokeFamily(userId, found?.family ?? family, now)
})
export const revokesTwice: Mistake = revokesAs(async (right, userId, family, now) => {
  await right.revokeFamily(userId, family, now)
  return (await all(right, userId)).filter((each) => each.family === family).map(({ id }) => id)
})
/** Returns a token that expired as if it had worked. */
export const revokesEnded: Mistake = revokesAs(async (right, userId, family, now) => {
  const tokens = (await all(right, userId)).filter((each) => each.family === family)
  const ended = tokens.filter((each) => each.revokedAt === undefined && endOf(each) <= now)
  return [...(await right.revokeFamily(userId, family, now)), ...ended.map(({ id }) => id)]
})
/** Does as if these tokens were of another family. */
const sparing = (
  spares: (token: StoredToken, family: string, now: number) => boolean,
  names: readonly ('revokeFamily' | 'revokeAll')[] = ['revokeFamily'],
): Mistake => {
  return ({ tokens: right }) => {
    const spared = new Set<string>()
    const kept = async (token: StoredToken | undefined) =>
      token && (spared.has(token.id) ? { ...token, revokedAt: undefined } : token)
    const note = async (userId: UserId, family: string, now: number): Promise<void> => {
      for (const each of await all(right, userId)) {
        const concerns = family === '' || each.family === family || each.endsWith === family
        if (concerns && each.revokedAt === undefined && spares(each, family, now))
          spared.add(each.id)
      }
    }
    return {
      ...(names.includes('revokeFamily') && {
        'tokens.revokeFamily': async (userId: UserId, family: string, now: number) => {
          await note(userId, family, now)
          const revoked = await right.revokeFamily(userId, family, now)
          return revoked.filter((id) => !spared.has(id))
        },
      }),
      ...(names.includes('revokeAll') && {
        'tokens.revokeAll': async (userId: UserId, now: number, except?: string) => {
          await note(userId, '', now)
          return right.revokeAll(userId, now, except)
        },
      }),
      'tokens.get': async (id: string) => kept(await right.get(id)),
    }
  }
}
export const revokesFirst: Mistake = sparing(({ id }, family) => id !== family)
/** It follows `replaces` in place of the family. */
export const revokesNext: Mistake = sparing(
  ({ replaces }, family) => replaces !== undefined && replaces !== family,
)
export const forgetsAsked: Mistake = sparing((token, family) => token.family !== family)
const isUnused = (token: StoredToken, _: string, now: number): boolean =>
  token.lastUsedAt === undefined && endOf(token) <= now
export const leavesUnused: Mistake = sparing(isUnused)
export const leavesUnusedOfAll: Mistake = sparing(isUnused, ['revokeAll'])
export const revokesFew: Mistake = instead('revokeFamily', (right) => async (...args) => {
  return (await right.revokeFamily(...args)).slice(0, 64)
})
export const revokesAll: Mistake = instead(
  'revokeAll',
  (right) => (userId, now) => right.revokeAll(userId, now),
)
export const revokesOthers: Mistake = instead(
  'revokeAll',
  (right) => async (userId, now, except) => {
    const count = await right.revokeAll(userId, now, except)
    for (const token of await all(right)) {
      if (token.userId !== userId) await right.revokeFamily(token.userId, token.family, now)
    }
    return count
  },
)
export const earlierWins: Mistake = instead('recordUse', (right) => async (uses) => {
  for (const use of uses) {
    const { lastUsedAt } = (await right.get(use.id)) ?? {}
    await right.recordUse([{ ...use, usedAt: Math.max(use.usedAt, lastUsedAt ?? 0) }])
  }
})
export const failsForUnknown: Mistake = instead('recordUse', (right) => async (uses) => {
  for (const { id } of uses) if ((await right.get(id)) === undefined) throw new Error('no token')
  return right.recordUse(uses)
})

/** The limit, with another number of tokens. */
const limitAs = (
  change: (limit: TokenLimit, counted: number) => TokenLimit,
  count: (tokens: readonly StoredToken[], added: StoredToken) => number = () => 0,
): Mistake =>
  instead('add', (right) => async (token, limit) => {
    return right.add(token, change(limit, count(await all(right), token)))
  })
export const noLimit: Mistake = limitAs((limit) => ({ ...limit, most: 1_000_000 }))
export const oneMore: Mistake = limitAs((limit) => ({ ...limit, most: limit.most + 1 }))
export const limitOfAll: Mistake = limitAs(
  (limit, others) => ({ ...limit, most: Math.max(0, limit.most - others) }),
  (tokens, { userId }) => tokens.filter((each) => each.userId !== userId).length,
)
export const idleCount: Mistake = limitAs((limit) => ({ ...limit, usedSince: undefined }))
/** Of tokens of another password too. */
export const anyPassword: Mistake = limitAs(
  (limit, others) => ({ ...limit, most: Math.max(0, limit.most - others) }),
  (tokens, { userId, boundTo }) =>
    tokens.filter((each) => each.userId === userId && each.boundTo !== boundTo).length,
)
export const alwaysRefuses: Mistake = limitAs((limit) => ({ ...limit, onFull: 'refuse' }))
export const revokesOne: Mistake = instead('add', (right) => async (token, limit) => {
  const added = await right.add(token, { ...limit, onFull: 'refuse' })
  if (added !== 'full' || limit.onFull === 'refuse') return added
  const oldest = (await all(right, token.userId)).find((each) => endOf(each) > limit.now)
  const revoked = await right.revokeFamily(token.userId, oldest?.family ?? '', limit.now)
  await right.add(token, { ...limit, most: 1_000_000 })
  return revoked
})
/** Each row counts, as if it were a device. */
export const countsRows: Mistake = limitAs(
  (limit, more) => ({ ...limit, most: Math.max(1, limit.most - more) }),
  (tokens, { userId }) => {
    const own = tokens.filter((each) => each.userId === userId && each.revokedAt === undefined)
    return own.length - new Set(own.map(({ family }) => family)).size
  },
)
/** By the first token of a family, which a rotation made no younger. */
export const oldestByFirst: Mistake = instead('add', (right) => async (token, limit) => {
  const added = await right.add(token, { ...limit, onFull: 'refuse' })
  if (added !== 'full' || limit.onFull === 'refuse') return added
  const [first] = await all(right, token.userId)
  const revoked = await right.revokeFamily(token.userId, first?.family ?? '', limit.now)
  await right.add(token, { ...limit, most: 1_000_000 })
  return revoked
})
export const tellsOfNone: Mistake = instead('add', (right) => async (token, limit) => {
  const added = await right.add(token, limit)
  return Array.isArray(added) ? [] : added
})
export const anyHash: Mistake = instead(
  'add',
  (right) => (token, limit) => right.add(token, { ...limit, password: undefined }),
)
/** Compares as a collation that ignores spaces at the end. */
export const anySpaces: Mistake = instead('add', (right) => (token, limit) => {
  return right.add(token, { ...limit, password: limit.password?.trimEnd() })
})
/** A user that is gone has any hash. */
export const hashOfNobody: Mistake = instead('add', (right, { findById }) => (token, limit) => {
  const isGone = findById(token.userId) === undefined
  return right.add(token, isGone ? { ...limit, password: undefined } : limit)
})
/** Counts, and adds a moment later. */
export const countsBefore: Mistake = instead('add', (right) => async (token, limit) => {
  const { length } = await all(right, token.userId)
  await turn()
  if (length >= limit.most) return right.add(token, limit)
  return right.add(token, { ...limit, most: 1_000_000 })
})
export const everyUseIsFirst: Mistake = instead('useOnce', () => async () => true)
export const looksBefore: Mistake = instead('useOnce', (right) => {
  const used = new Set<string>()
  return async (digest, expiresAt) => {
    const isFirst = !used.has(digest)
    await turn()
    used.add(digest)
    await right.useOnce(digest, expiresAt)
    return isFirst
  }
})

export const addsUnmarked: Mistake = instead('rotate', (right) => async (id, successor, limit) => {
  if (!(await right.get(id))) return undefined
  const room = { now: 0, most: 1_000_000, onFull: 'refuse', usedSince: undefined } as const
  await right.add(successor, { ...room, password: undefined })
  return limit.replacedAt
})
export const keepsBinding: Mistake = instead('rotate', (right) => async (id, successor, limit) => {
  const end = await right.rotate(id, successor, limit)
  await right.rebind(successor.id, successor.boundTo)
  return end
})
export const laterTime: Mistake = instead('rotate', (right) => async (id, successor, limit) => {
  const end = await right.rotate(id, successor, limit)
  return typeof end === 'number' ? Math.max(end, limit.replacedAt) : end
})
export const noMost: Mistake = instead(
  'rotate',
  (right) => (id, successor, limit) => right.rotate(id, successor, { ...limit, most: 1_000_000 }),
)
export const rotatesEnded: Mistake = instead(
  'rotate',
  (right) => (id, successor, limit) => right.rotate(id, successor, { ...limit, now: 0 }),
)
/** Each of several rotations at once finds the token unmarked. */
export const marksTwice: Mistake = instead('rotate', (right) => async (id, successor, limit) => {
  const token = await right.get(id)
  await turn()
  const end = await right.rotate(id, successor, limit)
  return token?.replacedAt === undefined && typeof end === 'number' ? limit.replacedAt : end
})
export const asksNobody: Mistake = instead('rotate', (right) => (id, successor, limit) => {
  return right.rotate(id, successor, { ...limit, askedBy: undefined })
})
/** The successors of one token, as the limit. */
export const countsSuccessors: Mistake = instead(
  'rotate',
  (right) => async (id, successor, limit) => {
    const successors = (await all(right)).filter(({ replaces }) => replaces === id)
    if (successors.length + 1 >= limit.most) return 'full'
    return right.rotate(id, successor, { ...limit, most: 1_000_000 })
  },
)
export const countsWorking: Mistake = instead('rotate', (right) => (id, successor, limit) => {
  return right.rotate(id, successor, { ...limit, endedAfter: limit.now })
})
export const countsEnded: Mistake = instead('rotate', (right) => (id, successor, limit) => {
  return right.rotate(id, successor, { ...limit, endedAfter: 0 })
})
export const endsUsed: Mistake = sparing(
  ({ unusedUntil }, _, now) => unusedUntil !== undefined && unusedUntil <= now,
)

export const prunesExpired: Mistake = instead('prune', (right) => async (before, most) => {
  const tokens = await all(right)
  const early = tokens.filter(({ expiresAt }) => expiresAt >= before).map(endOf)
  return early.some((end) => end < before) ? 1 : right.prune(before, most)
})
export const prunesAtTheTime: Mistake = instead(
  'prune',
  (right) => (before, most) => right.prune(before + 1, most),
)
export const prunesAll: Mistake = instead(
  'prune',
  (right) => (before) => right.prune(before, 1_000_000),
)
export const forgetsTickets: Mistake = (right) => {
  let forgotten = new Set<string>()
  return {
    'tokens.prune': async (before: number, most: number) => {
      forgotten = new Set()
      return right.tokens.prune(before, most)
    },
    'tokens.useOnce': async (digest: string) => {
      const isFirst = !forgotten.has(digest)
      forgotten.add(digest)
      return isFirst
    },
  }
}

export const leavesTokens: Mistake = (right) => ({
  replaceHash: (upgrade: Parameters<Right['upgrades']['replaceHash']>[0]) =>
    right.upgrades.replaceHash({ ...upgrade, rebind: undefined }),
})
/** Before it is known whether the stored hash is the one that was checked. */
export const movesAnyway: Mistake = (right) => ({
  async replaceHash(upgrade: Parameters<Right['upgrades']['replaceHash']>[0]) {
    const { rebind } = upgrade
    for (const token of await all(right.tokens, upgrade.id)) {
      if (token.boundTo === rebind?.from) await right.tokens.rebind(token.id, rebind.to)
    }
    return right.upgrades.replaceHash(upgrade)
  },
})
