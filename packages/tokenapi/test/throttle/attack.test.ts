/** A login route under attack, by counts and by order: hashes end when the test says so, and the clock stays. */
import { describe, expect, it } from 'vitest'

import { type TokenApiOptions, createTokenApi } from '../../src/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { countedQueue } from '../support/counted-queue.ts'

const ACCOUNTS = 15
/** Rounds of the attack; one hash ends in each. */
const ROUNDS = 200
const GUESSES_PER_ROUND = 10
const POLITE_GUESSERS = 60
const LEAVERS = 40
const ROUNDS_BETWEEN_LOGINS = 20
/** Turns of the event loop: four logins start in each. */
const TURNS = Math.ceil((GUESSES_PER_ROUND + POLITE_GUESSERS + LEAVERS) / 4) + 10
const OWNER = '192.0.2.1'
const POLITE = '203.0.113.9'

interface Outcome {
  /** Of the owner's logins: how many hashes were begun between the request and its own; `undefined`: refused. */
  readonly waited: readonly (number | undefined)[]
  /** What was hashed: "guess USER ADDRESS". */
  readonly hashed: readonly string[]
}

async function attack(throttle: Partial<TokenApiOptions>): Promise<Outcome> {
  const queue = countedQueue({ jobs: 2, queue: 16, maxWait: 600_000 })
  const users = Array.from({ length: ACCOUNTS }, (_, i) => ({
    id: i + 1,
    username: i === 0 ? 'owner' : `user-${i}`,
    password: 'unused',
    isActive: true,
  }))
  const api = createTokenApi({
    secretKey: 'a secret of these tests, long enough',
    store: memoryStore(users),
    passwordHasher: queue.passwordHasher,
    ...throttle,
  })
  const { hashed } = queue.counts
  const attempt = (user: string, password: string, address: string, signal?: AbortSignal) =>
    api.login(user, password, { address, signal }).then(
      () => true,
      () => false,
    )
  const guess = (user: string, address: string, signal?: AbortSignal): Promise<boolean> =>
    attempt(user, `guess ${user} ${address}`, address, signal)
  const nameOf = (i: number): string => users[i % ACCOUNTS]?.username ?? ''

  // The login that makes the owner's address a known one.
  const first = attempt('owner', 'right first', OWNER)
  await settled()
  queue.finishOne()
  expect(await first).toBe(true)

  const over = new AbortController()
  const polite = Array.from({ length: POLITE_GUESSERS }, async (_, i) => {
    for (let n = i; !over.signal.aborted; n++) {
      await guess(nameOf(n), POLITE)
      await settled()
    }
  })
  const waited: Promise<number | undefined>[] = []
  let sent = 0
  for (let round = 0; round < ROUNDS; round++) {
    const leaving = new AbortController()
    for (let i = 0; i < LEAVERS; i++) void guess('owner', `198.51.100.${i}`, leaving.signal)
    for (let i = 0; i < GUESSES_PER_ROUND; i++) {
      void guess(nameOf(sent), `10.0.${sent >> 8}.${sent++ & 255}`)
    }
    if (round % ROUNDS_BETWEEN_LOGINS === 0) waited.push(ownerLogin(round))
    await settled()
    leaving.abort()
    queue.finishOne()
    await settled()
  }
  over.abort()
  for (let left = 0; left < 100; left++) {
    queue.finishOne()
    await settled()
  }
  await Promise.all(polite)
  return { waited: await Promise.all(waited), hashed }

  async function ownerLogin(round: number): Promise<number | undefined> {
    const before = hashed.length
    const password = `right ${round}`
    const isLoggedIn = await attempt('owner', password, OWNER)
    return isLoggedIn ? hashed.indexOf(password) - before : undefined
  }
}

/** As many turns as the logins of a round take. */
async function settled(): Promise<void> {
  for (let i = 0; i < TURNS; i++) await new Promise<void>((resolve) => void setImmediate(resolve))
}

/** How often each second word is in the texts: how many hashes each account cost. */
function countBy(hashed: readonly string[], of: (words: readonly string[]) => string | undefined) {
  const counts = new Map<string, number>()
  for (const text of hashed) {
    const words = text.split(' ')
    const key = of(words)
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

const perAccount = ({ hashed }: Outcome) =>
  countBy(hashed, ([kind, user]) => (kind === 'guess' ? user : undefined))
const perAddress = ({ hashed }: Outcome) => countBy(hashed, ([, , address]) => address)

describe('1,000 guesses a second from rotating addresses, 60 guessers of one address, 40 clients that hang up', () => {
  it('R-03: with the throttle, the owner on a known address logs in every time, and hashes stay within the budget', async () => {
    const now = new Date()
    const outcome = await attack({ loginThrottle: { now: () => now } })
    expect(outcome.waited).toHaveLength(ROUNDS / ROUNDS_BETWEEN_LOGINS)
    // At most those that found a free job in the same turn.
    for (const hashes of outcome.waited) expect(hashes).toBeLessThanOrEqual(2)
    const accounts = perAccount(outcome)
    expect(accounts.size).toBe(ACCOUNTS)
    for (const [user, hashes] of accounts) expect(hashes, user).toBeLessThanOrEqual(10)
    expect(perAddress(outcome).get(POLITE)).toBeLessThanOrEqual(30)
  })

  it('without it the owner is refused, and hashes are computed without end', async () => {
    const outcome = await attack({ loginThrottle: false })
    expect(outcome.waited).toContain(undefined)
    expect(Math.max(...perAccount(outcome).values())).toBeGreaterThan(10)
    expect(outcome.hashed.length).toBeGreaterThan(ROUNDS)
  })
})
