/** What clients ask of a server while something is broken, and what they receive. */
import { expect } from 'vitest'

export interface Account {
  readonly id: number | bigint | string
  readonly username: string
  readonly password: string
  readonly token: string
}

export interface Heard {
  readonly asked: 'verify' | 'login'
  readonly status: number
  readonly retryAfter: string | null
  readonly ms: number
}

/** A server as its clients see it. */
export interface Door {
  readonly url: string
}

/** Beyond what anybody may wait: whoever is still without an answer then fails the test. */
const PATIENCE = 20_000
/** Every request ends within 5 s, whatever is broken. */
const MOST_MS = 5_000

export async function verify({ url }: Door, { id, token }: Account): Promise<Heard> {
  const authorization = `Basic ${Buffer.from(`${id}:${token}`).toString('base64')}`
  return ask('verify', `${url}/whoami.json`, { headers: { authorization } })
}

export async function login({ url }: Door, { username, password }: Account): Promise<Heard> {
  const body = new URLSearchParams({ username, password })
  return ask('login', `${url}/token/new.json`, { method: 'POST', body })
}

/** The status of the readiness check. */
export async function ready({ url }: Door): Promise<number> {
  return (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(PATIENCE) })).status
}

/** More at once than there are connections: verifications, and some logins. */
export async function burst(door: Door, account: Account): Promise<Heard[]> {
  const verifications = Array.from({ length: 16 }, () => verify(door, account))
  const logins = Array.from({ length: 4 }, () => login(door, account))
  return Promise.all([...verifications, ...logins])
}

/** Neither a refusal nor a failure of ours: come back later, and all of them in time. */
export function expectUnavailable(heard: readonly Heard[]): void {
  for (const one of heard) expect(one).toMatchObject({ status: 503, retryAfter: '5' })
  expect(Math.max(...heard.map(({ ms }) => ms))).toBeLessThan(MOST_MS)
}

/** By itself, without a restart: within 10 s every one of many requests is answered as ever. */
export async function expectBackToNormal(door: Door, account: Account): Promise<void> {
  await expect
    .poll(async () => [...statuses(await burst(door, account)), await ready(door)], {
      timeout: 10_000,
    })
    .toEqual([200, 200])
}

/** Each status that was heard, once. */
export function statuses(heard: readonly Heard[]): number[] {
  return [...new Set(heard.map(({ status }) => status))].toSorted()
}

async function ask(asked: Heard['asked'], url: string, init: RequestInit): Promise<Heard> {
  const started = performance.now()
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(PATIENCE) })
  await response.arrayBuffer()
  return {
    asked,
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    ms: performance.now() - started,
  }
}
