/** Access tokens for the cases of the contract, and questions to a store about them. */
import type { StoredToken, TokenLimit, TokenStore } from '../core/access/token-store.js'
import type { UserId } from '../core/user.js'
import type { ContractCase, TestedStore } from './contract-case.js'
import { expectSame, resultOf, show } from './expectations.js'

export type Keeping = TestedStore & { readonly tokens: TokenStore }

/** Makes a case over a store that has access tokens. */
export type TokenCase = (name: string, work: (store: Keeping) => Promise<void>) => ContractCase

/** A time with milliseconds. */
export const NOW = 1_795_953_599_999
export const DAY = 86_400_000
/** As many tokens as no case adds. */
export const ROOM: TokenLimit = {
  now: NOW,
  most: 10_000,
  onFull: 'refuse',
  usedSince: undefined,
  password: undefined,
}

/** What tokens of one password are bound to. */
const BOUND: string = 'b0'.repeat(32)

/** 64 hex digits that no store has seen. */
export function newDigest(): string {
  return `${crypto.randomUUID()}${crypto.randomUUID()}`.replaceAll('-', '')
}

/** A new id, with letters of both cases, as real ids have. */
export function newId(): string {
  return `aB${crypto.randomUUID().replaceAll('-', '').slice(0, 20)}`
}

/** A new token of a user that works at `NOW`. */
export function tokenFor(userId: UserId, values: Partial<StoredToken> = {}): StoredToken {
  const { id = newId() } = values
  return {
    id,
    digest: newDigest(),
    start: 'acme_aB3x',
    userId,
    name: 'Laptop',
    scopes: ['*'],
    audience: undefined,
    boundTo: BOUND,
    createdAt: NOW - DAY,
    expiresAt: NOW + DAY,
    renewableUntil: NOW + DAY,
    lastUsedAt: undefined,
    lastAddress: undefined,
    lastUserAgent: undefined,
    family: id,
    endsWith: undefined,
    replaces: undefined,
    unusedUntil: undefined,
    replacedAt: undefined,
    revokedAt: undefined,
    ...values,
  }
}

/** Adds tokens one after another, without a limit. */
export async function addAll(store: Keeping, tokens: readonly StoredToken[]): Promise<void> {
  for (const token of tokens) await added(store, token, [])
}

/** Adds many tokens in any order, some at a time: each is a transaction. */
export async function addTogether(store: Keeping, tokens: readonly StoredToken[]): Promise<void> {
  for (let i = 0; i < tokens.length; i += 5) {
    await Promise.all(tokens.slice(i, i + 5).map((token) => added(store, token, [])))
  }
}

/** Fails where `add` returns anything but this. */
export async function added(
  store: Keeping,
  token: StoredToken,
  expected: readonly string[] | 'full' | 'stale',
  limit: TokenLimit = ROOM,
): Promise<void> {
  const question = `add(${show(token)}, ${show(limit)})`
  const answer = await resultOf(question, () => store.tokens.add(token, limit))
  expectSame(sorted(answer), sorted(expected), question)
}

/** Fails where `get` returns anything but this token; `undefined`: but no token. */
export async function gets(
  store: Keeping,
  id: string,
  expected: StoredToken | undefined,
): Promise<void> {
  const question = `get(${show(id)})`
  expectSame(await resultOf(question, () => store.tokens.get(id)), expected, question)
}

/** Fails where a method with these arguments returns anything but this. */
export async function answers<
  Name extends Exclude<keyof TokenStore, 'find' | 'list' | 'get' | 'ping'>,
>(
  store: Keeping,
  name: Name,
  args: Parameters<Required<TokenStore>[Name]>,
  expected: Awaited<ReturnType<Required<TokenStore>[Name]>>,
): Promise<void> {
  const question = `${name}(${args.map(show).join(', ')})`
  const method = store.tokens[name] as (...given: typeof args) => Promise<unknown>
  const call = (): Promise<unknown> => method.apply(store.tokens, args)
  expectSame(await resultOf(question, call), expected, question)
}

/** Ids have no order. */
function sorted<T>(answer: readonly string[] | T): readonly string[] | T {
  return Array.isArray(answer) ? (answer as readonly string[]).toSorted() : answer
}

/** Fails where `revokeFamily` returns anything but the ids of these tokens. */
export async function revoked(
  store: Keeping,
  { userId, family }: Pick<StoredToken, 'userId' | 'family'>,
  expected: readonly StoredToken[],
  now: number = NOW,
): Promise<void> {
  const question = `revokeFamily(${show(userId)}, ${show(family)}, ${now})`
  const ids = await resultOf(question, () => store.tokens.revokeFamily(userId, family, now))
  expectSame(sorted(ids), expected.map(({ id }) => id).toSorted(), question)
}

/** The tokens that `list` yields. */
export async function listed(store: Keeping, userId?: UserId): Promise<readonly StoredToken[]> {
  const question = userId === undefined ? 'list()' : `list({ userId: ${show(userId)} })`
  return resultOf(question, async () => {
    const found: StoredToken[] = []
    const filter = userId === undefined ? undefined : { userId }
    for await (const token of store.tokens.list(filter)) found.push(token)
    return found
  })
}
