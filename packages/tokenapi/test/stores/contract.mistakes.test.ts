/** A contract that nothing fails is worth nothing: mistakes in look-ups, and the case that finds each. */
import { describe, expect, it } from 'vitest'

import { TOKEN_METHODS } from '../../src/core/access/checked-tokens.ts'
import type { StoredUser, UserId } from '../../src/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { type IdType, storeContract } from '../../src/contracts/index.ts'
import {
  type Mistake,
  failuresOf,
  firstOf,
  givenAs,
  keysAs,
  namesAs,
} from '../support/mistaken-store.ts'

function unescaped(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

/** The names of the five, in their order. */
const PEOPLE = ['zoé', 'Maria', 'margot@example.com', '名前', 'n'.repeat(64)]

const like = (pattern: string): RegExp =>
  new RegExp(`^${pattern.replaceAll('%', '.*').replaceAll('_', '.')}$`, 's')

describe('names', () => {
  it.each<[string, Mistake, string]>([
    ['case is ignored', namesAs((name) => name.toLowerCase()), 'case counts'],
    [
      'accents are ignored',
      namesAs((name) => name.normalize('NFD').replaceAll(/\p{M}/gu, '')),
      'accents count',
    ],
    [
      'normalized (NFC)',
      namesAs((name) => name.normalize('NFC')),
      'a composed and a decomposed accent are two',
    ],
    ['normalized (NFKC)', namesAs((name) => name.normalize('NFKC')), 'look-alikes are others'],
    ['unescaped', namesAs(unescaped), 'escapes are letters'],
    ['trimmed', namesAs((name) => name.trim()), 'spaces and invisible characters count'],
    [
      'padded with spaces',
      namesAs((name) => name.trimEnd()),
      'spaces and invisible characters count',
    ],
    ['cut at NUL', namesAs((name) => name.replace(/\0.*/s, '')), 'NUL is in none'],
    [
      'an error of the database for NUL',
      (right) => ({
        findByUsername: async (name: string) => {
          if (name.includes('\0')) throw new Error('invalid byte sequence for encoding "UTF8"')
          return right.findByUsername(name)
        },
      }),
      'NUL is in none',
    ],
    [
      'written as UTF-8 without a look',
      namesAs((name) => Buffer.from(name).toString()),
      'half a surrogate pair is in none',
    ],
    [
      'whatever is beyond 16 bits is one',
      namesAs((name) => name.replaceAll(/[\u{10000}-\u{10ffff}]/gu, '\ufffd')),
      'characters beyond 16 bits are distinguished',
    ],
    [
      'LIKE in place of =',
      (right) => ({
        findByUsername: (name: string) =>
          firstOf(right, ({ username }) => like(name).test(username)),
      }),
      'quotes and wildcards are letters',
    ],
    [
      'compared as numbers where both are',
      namesAs((name) => (name.trim() === '' || Number.isNaN(Number(name)) ? name : `${+name}`)),
      'what looks like another type is text',
    ],
    [
      'cut to a column of 64',
      namesAs((name) => name.slice(0, 64)),
      'a long one is found whole, and one much longer than any column is no error',
    ],
    ['the empty one is the first user’s', emptyIsFirst, 'nobody has the empty one'],
  ])('%s', async (_mistake, mistake, found) => {
    expect(await failuresOf(mistake)).toContain(`by name: ${found}`)
  })
})

const EVERY_USER = 'by id: every user, with the id spelled as it was asked for'
const FREE = 'by id: nobody has an id that was given to none'
const BEYOND = 'by id: beyond what the column holds is nobody, and no error'

describe('keys', () => {
  it.each<[string, IdType, Mistake, string]>([
    ['numbers given as text', 'integer', idAs(String), EVERY_USER],
    ['bigints given for all', 'bigint', idAs(BigInt), EVERY_USER],
    ['rounded to a double', 'bigint', idAs(Number), EVERY_USER],
    ['asked for as a double', 'bigint', keysAs(Number), FREE],
    ['wrapped at 32 bits', 'integer', keysAs((id) => BigInt.asIntN(32, BigInt(id))), BEYOND],
    ['an error beyond the range', 'integer', throwsBeyond, BEYOND],
    ['uuids without dashes', 'uuid', idAs((id) => `${id}`.replaceAll('-', '')), EVERY_USER],
    ['uuids in upper case', 'uuid', idAs((id) => `${id}`.toUpperCase()), EVERY_USER],
    ['case is ignored', 'string', keysAs((id) => `${id}`.toLowerCase()), FREE],
    ['padded with spaces', 'string', keysAs((id) => `${id}`.trimEnd()), FREE],
    ['compared as numbers', 'string', keysAs((id) => Number(id) || id), FREE],
    [
      'said to be of another type',
      'integer',
      () => ({ idType: 'string' }),
      'the port: every method is there, and the spelling of keys',
    ],
  ])('%s (%s)', async (_mistake, idType, mistake, found) => {
    expect(await failuresOf(mistake, { idType, upgrades: true })).toContain(found)
  })
})

describe('attributes', () => {
  const HIS_OWN = 'attributes: every user has its own, by id and by name'
  const options = { attributes: { plan: ['free', 'paid', null, 'free', 'paid'] } }
  const named = { attributes: ['plan'] }
  /** The right attributes, as the store in memory would keep them were it told their names. */
  const plans = options.attributes.plan
  const right = new Map<string, string | null>()
  const withPlan = (change: (plan: string | null) => unknown): Mistake => {
    return (store) => ({
      ...named,
      ...givenAs((user) => ({ ...user, plan: change(right.get(user.username) ?? null) }))(store),
    })
  }

  it('the right ones pass', async () => {
    for (const [i, name] of PEOPLE.entries()) right.set(name, plans[i] ?? null)
    const failed = await failuresOf(
      withPlan((plan) => plan),
      { ...options, upgrades: true },
    )
    expect(failed.filter((name) => name.startsWith('attributes'))).toEqual([])
  })
  it.each<[string, Mistake, string]>([
    ['not named', () => ({}), 'attributes: the store names them'],
    ['named and not given', () => named, HIS_OWN],
    ['the same for everybody', withPlan(() => 'free'), HIS_OWN],
    ['NULL as an empty text', withPlan((plan) => plan ?? ''), HIS_OWN],
    [
      'by id alone',
      (store) => ({
        ...withPlan((plan) => plan)(store),
        findByUsername: (name: string) => store.findByUsername(name),
      }),
      HIS_OWN,
    ],
    [
      'the hash among them',
      (store) => ({
        ...named,
        ...givenAs((user) => ({ ...user, plan: user.password }))(store),
      }),
      'attributes: none is the hash',
    ],
  ])('%s', async (_mistake, mistake, name) => {
    expect(await failuresOf(mistake, { ...options, upgrades: true })).toContain(name)
  })
  it('a store that has some and is tested without', async () => {
    const failed = await failuresOf(() => named, { upgrades: true })
    expect(failed).toContain('attributes: the store names them')
  })
})

describe('answers', () => {
  const NOBODY = 'without users: nobody, and no error'
  it.each<[string, Mistake, string]>([
    ['null for nobody', nullForNobody, NOBODY],
    ['an error for nobody', throwsForNobody, NOBODY],
    [
      'isActive as a number',
      givenAs((user) => ({ ...user, isActive: +user.isActive })),
      'isActive is true or false, as it is stored',
    ],
    [
      'everybody active',
      givenAs((user) => ({ ...user, isActive: true })),
      'isActive is true or false, as it is stored',
    ],
    [
      'a password cut to 100 characters',
      givenAs((user) => ({ ...user, password: user.password.slice(0, 100) })),
      'a stored hash is given as it is: long, empty, with quotes and $',
    ],
    [
      'no password in place of an empty one',
      givenAs((user) => ({ ...user, password: user.password || null })),
      EVERY_USER,
    ],
    ['its own objects', ownObjects, 'a user is a copy: changing it changes nothing in the store'],
    [
      'one answer for all who ask',
      sharedAnswer,
      'fifty look-ups at once: each gets its own answer',
    ],
    ['a ping that answers', () => ({ ping: async () => 'pong' }), 'ping: resolves, to nothing'],
    ['a second close that fails', closesOnce, 'close: a second one is fine'],
    [
      'no close',
      () => ({ close: undefined }),
      'the port: every method is there, and the spelling of keys',
    ],
  ])('%s', async (_mistake, mistake, found) => {
    expect(await failuresOf(mistake)).toContain(found)
  })

  it('upgrades and access tokens that are not tested', async () => {
    expect(await failuresOf(() => ({}), {})).toEqual([
      'no upgrades: hashes stay as they are',
      'no access tokens',
    ])
  })

  it('an outage as an unknown user', async () => {
    const unreachable = async () => memoryStore()
    const failed = await failuresOf(() => ({}), { upgrades: true, tokens: true, unreachable })
    expect(failed.map((name) => name.split('(')[0])).toEqual([
      'an outage: canKeepTokens',
      'an outage: replaceHash',
      'an outage: findKeptToken',
      ...TOKEN_METHODS.map((name) => `an outage: tokens.${name}`),
      'an outage: findById',
      'an outage: findByUsername',
      'an outage: ping',
    ])
  })

  it('an outage with an error of the driver', async () => {
    const down = async () => Promise.reject(new Error('ECONNREFUSED'))
    const unreachable = async () => ({ ...memoryStore(), findById: down })
    const failed = await failuresOf(() => ({}), { upgrades: true, unreachable })
    expect(failed).toContainEqual(expect.stringContaining('an outage: findById'))
  })
})

it('a failure says what was asked, what was expected and what came', async () => {
  const right = memoryStore([{ id: 1, username: 'zoé', password: 'x' }])
  const cases = storeContract({ open: async () => right, upgrades: true })
  const first = cases.find(({ name }) => name === EVERY_USER)
  await expect(first?.run()).rejects.toThrow(
    'findById(1) must be { id: 1, username: "zoé", password: "pbkdf2_sha256$1000000$aZ9',
  )
  await expect(first?.run()).rejects.toThrow(
    'and was { id: 1, username: "zoé", password: "x", isActive: true }',
  )
})

function idAs(change: (id: UserId) => unknown): Mistake {
  return givenAs((user) => ({ ...user, id: change(user.id) }))
}

function emptyIsFirst(right: Parameters<Mistake>[0]) {
  return {
    findByUsername: (name: string) =>
      firstOf(right, (user) => name === '' || user.username === name),
  }
}

function throwsBeyond(right: Parameters<Mistake>[0]) {
  return {
    findById: async (id: UserId) => {
      if (BigInt(id) >= 2n ** 31n) throw new Error('out of range for type integer')
      return right.findById(id)
    },
  }
}

function nullForNobody(right: Parameters<Mistake>[0]) {
  return { findByUsername: async (name: string) => (await right.findByUsername(name)) ?? null }
}

function throwsForNobody(right: Parameters<Mistake>[0]) {
  return {
    findById: async (id: UserId) => {
      const user = await right.findById(id)
      if (user === undefined) throw new Error('not found')
      return user
    },
  }
}

/** The second who asks gets what the first one changed. */
function ownObjects(right: Parameters<Mistake>[0]) {
  const own = new Map<UserId, StoredUser>()
  const ownOf = (user: StoredUser | undefined): StoredUser | undefined => {
    if (user === undefined) return undefined
    const mine = own.get(user.id) ?? { ...user }
    own.set(user.id, mine)
    return mine
  }
  return {
    findById: async (id: UserId) => ownOf(await right.findById(id)),
    findByUsername: async (name: string) => ownOf(await right.findByUsername(name)),
  }
}

/** Remembers in one place whom it is asked for. */
function sharedAnswer(right: Parameters<Mistake>[0]) {
  let asked: UserId = 0
  return {
    findById: async (id: UserId) => {
      asked = id
      await Promise.resolve()
      return right.findById(asked)
    },
  }
}

function closesOnce() {
  let open = true
  return {
    close: async () => {
      if (!open) throw new Error('called end on pool more than once')
      open = false
    },
  }
}
