/** What clients ask of a server while something is broken, and what they receive. */
import { expect } from 'vitest'

export interface Account {
  readonly id: number | bigint | string
  readonly username: string
  readonly password: string
  readonly token: string
  /** Of the same user, where the server has access tokens. */
  readonly accessToken?: string
}

export interface Observed {
  readonly asked: 'verify' | 'verify an access token' | 'login'
  readonly status: number
  readonly retryAfter: string | null
  readonly ms: number
}

/** A server as its clients see it. */
export interface TestServer {
  readonly url: string
}

/** Longer than any answer may take: a request without an answer by then fails the test. */
const CLIENT_TIMEOUT_MS = 20_000
/** Every request ends within 5 s, whatever is broken. */
const MOST_MS = 5_000

export async function verify({ url }: TestServer, { id, token }: Account): Promise<Observed> {
  const authorization = `Basic ${Buffer.from(`${id}:${token}`).toString('base64')}`
  return ask('verify', `${url}/whoami.json`, { headers: { authorization } })
}

/** As `verify`, with the access token; with the other one where there is none. */
export async function verifyAccessToken(server: TestServer, account: Account): Promise<Observed> {
  const { accessToken } = account
  if (accessToken === undefined) return verify(server, account)
  const authorization = `Bearer ${accessToken}`
  return ask('verify an access token', `${server.url}/whoami.json`, { headers: { authorization } })
}

export async function login(
  { url }: TestServer,
  { username, password }: Account,
): Promise<Observed> {
  const body = new URLSearchParams({ username, password })
  return ask('login', `${url}/token/new.json`, { method: 'POST', body })
}

/** The status of the readiness check. */
export async function ready({ url }: TestServer): Promise<number> {
  return (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(CLIENT_TIMEOUT_MS) })).status
}

/** More at once than there are connections: verifications of both kinds of token, and some logins. */
export async function burst(server: TestServer, account: Account): Promise<Observed[]> {
  const verifications = Array.from({ length: 16 }, (_, i) =>
    (i % 2 === 0 ? verify : verifyAccessToken)(server, account),
  )
  const logins = Array.from({ length: 4 }, () => login(server, account))
  return Promise.all([...verifications, ...logins])
}

/** Neither a refusal nor a failure of ours: come back later, and all of them in time. */
export function expectUnavailable(observed: readonly Observed[]): void {
  for (const one of observed) expect(one).toMatchObject({ status: 503, retryAfter: '5' })
  expect(Math.max(...observed.map(({ ms }) => ms))).toBeLessThan(MOST_MS)
}

/** By itself, without a restart: within 10 s every one of many requests is answered as ever. */
export async function expectBackToNormal(server: TestServer, account: Account): Promise<void> {
  await expect
    .poll(async () => [...statuses(await burst(server, account)), await ready(server)], {
      timeout: 10_000,
    })
    .toEqual([200, 200])
}

/** Each observed status, once. */
export function statuses(observed: readonly Observed[]): number[] {
  return [...new Set(observed.map(({ status }) => status))].toSorted()
}

async function ask(asked: Observed['asked'], url: string, init: RequestInit): Promise<Observed> {
  const started = performance.now()
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(CLIENT_TIMEOUT_MS) })
  await response.arrayBuffer()
  return {
    asked,
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    ms: performance.now() - started,
  }
}
