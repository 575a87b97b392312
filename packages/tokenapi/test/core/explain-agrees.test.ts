/** The verdict of an explanation, and its steps, against the verifier of an api over the same state. */
import { expect, it } from 'vitest'

import { checkedStore } from '../../src/core/store/checked-store.ts'
import { makeClassicToken } from '../../src/core/classic/classic-token.ts'
import type { Credentials } from '../../src/core/credentials.ts'
import { isRefusedError } from '../../src/core/errors.ts'
import { explainCredentials } from '../../src/core/explain/explain.ts'
import { bindingOf, digestOfToken } from '../../src/core/classic/kept-token.ts'
import { publicUserMapper } from '../../src/core/public-user.ts'
import { type KeyRing, readKeyRing } from '../../src/core/secret-key.ts'
import type { UserStore } from '../../src/core/store.ts'
import { createTokenProver } from '../../src/core/prove-token.ts'
import { tokenWindow } from '../../src/core/classic/token-window.ts'
import type { StoredUser, UserId } from '../../src/core/user.ts'

const CASES = Number(process.env['EXPLAIN_CASES'] ?? 100_000)
const SEED = Number(process.env['EXPLAIN_SEED'] ?? Math.trunc(Math.random() * 2 ** 31))
const random = mulberry32(SEED)

const SECRETS = ['first', 'second', 'third'].map(
  (name) => `${name} secret key of these tests, long enough`,
)
const ZONES = ['UTC', 'Pacific/Kiritimati', 'America/New_York', 'Asia/Kolkata'] as const
const ID_TYPES = ['integer', 'string', 'uuid'] as const
const IDS = {
  integer: [1, 2, 17],
  string: ['maria', 'Bob', '17'],
  uuid: [uuid(1), uuid(2), uuid(3)],
}
const START = Date.UTC(2026, 0, 1)
const HOUR = 3_600_000

/** Users and kept tokens, both changed while apis look at them; every part of it may be down. */
class World implements UserStore {
  readonly users = new Map<string, StoredUser>()
  readonly kept = new Map<string, string>()
  readonly idType = pick(ID_TYPES)
  readonly attributes = chance(0.2) ? ['email'] : []
  isDown = false
  isRecordDown = false
  isLate = chance(0.5)
  readonly upgrades = chance(0.6)
    ? {
        canKeepTokens: async () => true,
        replaceHash: async () => false,
        findKeptToken: async (digest: string) => this.findKept(digest),
      }
    : undefined

  findById = (id: UserId) => {
    if (this.isDown) {
      if (this.isLate) return Promise.reject(new Error('down'))
      throw new Error('down')
    }
    const user = this.users.get(String(id))
    return this.isLate ? Promise.resolve(user) : user
  }
  findByUsername = async (name: string) => {
    if (this.isDown) throw new Error('down')
    return [...this.users.values()].find(({ username }) => username === name)
  }
  ping = async () => {}
  close = async () => {}
  private findKept(digest: string): string | undefined {
    if (this.isRecordDown) throw new Error('down')
    return this.kept.get(digest)
  }
}

// Most cases are refused, and a stack trace costs more than the case.
Error.stackTraceLimit = 0

it(`agrees with the verifier on ${CASES} random states (EXPLAIN_SEED=${SEED})`, async () => {
  const outcomes = new Map<string, number>()
  for (let done = 0; done < CASES;) {
    const world = new World()
    const clock = { now: START }
    const nodes = [0, 1, 2].map(() => randomNode(world, clock))
    const tokens: Pair[] = []
    for (let turn = 0; turn < 100; turn++, done++) {
      change(world, clock)
      const issuer = pick(nodes)
      const user = pick([...world.users.values()])
      if (user !== undefined && clock.now > 0) {
        const token = makeClassicToken(issuer.ring[0], user, issuer.window().today)
        tokens.push({ user: String(user.id), token })
        if (chance(0.1)) keep(world, user, token, issuer.ring)
      }
      const credentials = mutated(pick(tokens) ?? { user: '1', token: 'none' }, pick(tokens))
      const node = pick(nodes)
      const expected = await outcomeOf(() => node.verify(credentials, undefined))
      const { accepted, code, steps } = await explainCredentials(node, credentials)
      const text = JSON.stringify(steps)
      const oks = steps.map(({ ok }) => ok)
      const agrees = accepted
        ? expected === 'accepted' && oks.every((ok) => ok === true || ok === 'skipped')
        : code === expected && oks.includes(code === 'invalid_token' ? false : 'unknown')
      const secrets = [
        macIn(credentials.token),
        ...tokens.slice(-3).map(({ token }) => macIn(token)),
        ...hashesOf(world),
      ]
      const leaked = secrets.filter((secret) => text.includes(secret))
      if (!agrees || leaked.length > 0) {
        expect.fail(JSON.stringify({ done, credentials, expected, accepted, code, leaked, steps }))
      }
      outcomes.set(expected, (outcomes.get(expected) ?? 0) + 1)
    }
  }
  // Each outcome is among the cases, or the test could not fail.
  expect([...outcomes.keys()].toSorted()).toEqual([
    'accepted',
    'invalid_token',
    'temporarily_unavailable',
  ])
  for (const [outcome, count] of outcomes) expect(count, outcome).toBeGreaterThan(CASES / 100)
}, 300_000)

/** A node over the same users, with keys, a time zone and a lifetime of its own. */
function randomNode(world: World, clock: { readonly now: number }) {
  const secrets = SECRETS.filter(() => chance(0.5))
  const timeZone = pick(ZONES)
  const timeoutDays = pick([0, 1, 1.5, 7])
  const store = checkedStore(world)
  const verifying = {
    ring: readKeyRing(secrets.length === 0 ? SECRETS[0] : secrets, () => {}),
    store,
    timeoutDays,
    toPublicUser: publicUserMapper<object>(store.attributes),
    access: undefined,
    window: tokenWindow({
      timeoutDays,
      maxFutureDays: pick([0, 1, Infinity]),
      timeZone,
      now: () => new Date(clock.now),
    }),
  }
  return {
    ...verifying,
    memory: undefined,
    maxStaleSeconds: 0,
    timeZone,
    clock: () => clock.now,
    describeHash: () => undefined,
    throttle: false as const,
    countedAttemptOf: () => Promise.reject(new Error('there is no throttle')),
    verify: createTokenProver(verifying),
  }
}

function change(world: World, clock: { now: number }): void {
  if (chance(0.1)) clock.now += Math.trunc((random() - 0.3) * 240 * HOUR)
  world.isDown = chance(0.05)
  world.isRecordDown = chance(0.05)
  const id = pick<UserId>(IDS[world.idType])
  const user = world.users.get(String(id))
  const roll = user === undefined ? 0 : random()
  if (roll < 0.1) world.users.set(String(id), newUser(id))
  else if (user === undefined || roll < 0.15) world.users.delete(String(id))
  else if (roll < 0.25) world.users.set(String(id), { ...user, isActive: !user.isActive })
  else if (roll < 0.4) rehash(world, user, chance(0.5))
}

function newUser(id: UserId): StoredUser {
  const attributes = chance(0.8) ? { email: 'a@example.com' } : {}
  return { id, username: `name of ${id}`, password: hash(), isActive: chance(0.9), ...attributes }
}

/** Kept tokens follow an upgrade, and not a change of the password. */
function rehash(world: World, user: StoredUser, isUpgrade: boolean): void {
  const next = { ...user, password: hash() }
  for (const [digest, boundTo] of isUpgrade ? world.kept : []) {
    if (boundTo === bindingOf(user)) world.kept.set(digest, bindingOf(next))
  }
  world.users.set(String(user.id), next)
}

function keep(world: World, user: StoredUser, token: string, ring: KeyRing): void {
  const boundTo = chance(0.7) ? bindingOf(user) : 'f'.repeat(64)
  world.kept.set(digestOfToken(pick(ring), user.id, token), boundTo)
  if (chance(0.5)) {
    const next = { ...user, password: hash() }
    world.users.set(String(user.id), next)
    world.kept.set(digestOfToken(pick(ring), user.id, token), bindingOf(next))
  }
}

/** Credentials with a user. */
type Pair = Credentials & { readonly user: string }

function mutated(credentials: Pair, other: Pair = credentials): Credentials {
  const { user, token } = credentials
  const at = Math.trunc(random() * token.length)
  switch (Math.trunc(random() * 24)) {
    case 0:
      return { user: token, token: user }
    case 1:
      return { user, token: token.slice(0, at) }
    case 2:
      return { user, token: `${token.slice(0, at)}${pick([...'0af-zZ %'])}${token.slice(at + 1)}` }
    case 3:
      return { user, token: ` "${token}"\n` }
    case 4:
      return { user, token: encodeURIComponent(`${user}:${token}`) }
    case 5:
      return { user, token: token.toUpperCase() }
    case 6:
      return { user: `name of ${user}`, token }
    case 7:
      return { user: user.toUpperCase(), token }
    case 8:
      return { user: `0${user}`, token }
    case 9:
      return { user: other.user, token }
    case 10:
      return { user, token: other.token }
    case 11:
      return { user, token: `${token}-${user}` }
    case 12:
      return { user, token: `${'0z1'.slice(at % 3)}${token}` }
    case 13:
      return { user: pick(['', ' ', '-1', '1e0', '99999999999999999999', uuid(1)]), token }
    default:
      return credentials
  }
}

async function outcomeOf(verify: () => unknown): Promise<string> {
  try {
    await verify()
    return 'accepted'
  } catch (error) {
    return isRefusedError(error) ? error.code : 'temporarily_unavailable'
  }
}

/** Enough of the signature to know it again. */
function macIn(token: string): string {
  return /-([0-9a-f]{12})[0-9a-f]{8}/.exec(token)?.[1] ?? 'nothing that was issued'
}

function hashesOf(world: World): readonly string[] {
  return [...world.users.values()].map(({ password }) => password.slice(-12))
}

function hash(): string {
  return `pbkdf2_sha256$1$salt$${random()}`
}

function uuid(place: number): string {
  return `00000000-0000-4000-8000-abcdef${String(place).padStart(6, '0')}`
}

function chance(probability: number): boolean {
  return random() < probability
}

function pick<T>(values: readonly T[]): T {
  return values[Math.trunc(random() * values.length)] as T
}

/** The same numbers for the same seed. */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
