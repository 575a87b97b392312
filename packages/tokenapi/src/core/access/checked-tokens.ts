/** Checks what a store returns for access tokens, once, at the port. */
import { timingSafeEqual } from 'node:crypto'

import { isLater } from '../runtime/awaitable.js'
import { ConfigError } from '../errors.js'
import { memberOf } from '../options/member-of.js'
import { describeValue } from '../options/option-checks.js'
import { malformed } from '../store/store-answers.js'
import type { FoundToken, StoredToken, TokenStore } from './token-store.js'
import type { StoredUser } from '../user.js'

/** The methods of a `TokenStore`. */
export const TOKEN_METHODS = [
  'find',
  'get',
  'list',
  'add',
  'rename',
  'rotate',
  'revokeFamily',
  'revokeAll',
  'rebind',
  'recordUse',
  'prune',
  'useOnce',
] as const

/**
 * The port, with the answers that decide who may pass checked: a malformed one is an `UnavailableError`. Throws
 * `ConfigError` if a method is missing.
 *
 * @param readUser checks the user that is returned with a token
 */
export function checkedTokens(
  tokens: TokenStore,
  readUser: (user: StoredUser | undefined) => StoredUser | undefined,
): TokenStore {
  if (typeof tokens !== 'object' || tokens === null) {
    throw new ConfigError(
      `\`store.tokens\` must be an object; got ${describeValue(tokens)}: leave it out if the store has no access tokens`,
    )
  }
  const missing = TOKEN_METHODS.find((name) => typeof memberOf(tokens, name) !== 'function')
  if (missing !== undefined) {
    throw new ConfigError(
      `\`store.tokens\` has no method \`${missing}\`: it needs ${TOKEN_METHODS.join(', ')}`,
    )
  }
  const readFound = (found: FoundToken | undefined, digest: string): FoundToken | undefined => {
    if (found === undefined) return undefined
    const token = readToken('tokens.find', found.token)
    if (!isSameDigest(token.digest, digest)) {
      throw malformed('tokens.find', 'a token with another digest')
    }
    const user = readUser(found.user)
    if (user !== undefined && String(user.id) !== String(token.userId)) {
      throw malformed('tokens.find', 'a token with another user')
    }
    return { token, user }
  }
  return {
    find(digest) {
      const found = tokens.find(digest)
      return isLater(found)
        ? Promise.resolve(found).then((value) => readFound(value, digest))
        : readFound(found, digest)
    },
    async get(id) {
      const token = await tokens.get(id)
      return token === undefined ? undefined : readToken('tokens.get', token)
    },
    list: (filter) => tokens.list(filter),
    async add(token, limit) {
      const added = await tokens.add(token, limit)
      return added === 'full' || added === 'stale' ? added : readIds('add', added)
    },
    rename: async (id, name) => readBoolean('rename', await tokens.rename(id, name)),
    async rotate(id, successor, limit) {
      const end = await tokens.rotate(id, successor, limit)
      if (end === undefined || end === 'full' || Number.isSafeInteger(end)) return end
      throw malformed('tokens.rotate', 'no time')
    },
    revokeFamily: async (userId, family, now) =>
      readIds('revokeFamily', await tokens.revokeFamily(userId, family, now)),
    revokeAll: async (userId, now, except) =>
      readCount('revokeAll', await tokens.revokeAll(userId, now, except)),
    rebind: async (id, boundTo) => readBoolean('rebind', await tokens.rebind(id, boundTo)),
    recordUse: async (uses) => tokens.recordUse(uses),
    prune: async (before, most) => readCount('prune', await tokens.prune(before, most)),
    useOnce: async (digest, expiresAt) =>
      readBoolean('useOnce', await tokens.useOnce(digest, expiresAt)),
    ...(tokens.wasUsed && {
      wasUsed: async (digest) => readBoolean('wasUsed', await tokens.wasUsed?.(digest)),
    }),
    ping: async () => tokens.ping?.(),
  }
}

function isSameDigest(found: string, digest: string): boolean {
  const [a, b] = [Buffer.from(found), Buffer.from(digest)]
  return a.length === b.length && timingSafeEqual(a, b)
}

const isText = (value: unknown): boolean => typeof value === 'string'
const isTime = (value: unknown): boolean => Number.isSafeInteger(value)
const orNone =
  (test: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === undefined || test(value)

/** The members that decide who may pass, and those that a list shows. */
const MEMBERS: { readonly [K in keyof StoredToken]: (value: unknown) => boolean } = {
  id: isText,
  digest: isText,
  start: isText,
  userId: (value) => ['number', 'bigint', 'string'].includes(typeof value),
  name: isText,
  scopes: (value) => Array.isArray(value) && value.every(isText),
  audience: orNone(isText),
  boundTo: isText,
  createdAt: isTime,
  expiresAt: isTime,
  renewableUntil: isTime,
  lastUsedAt: orNone(isTime),
  lastAddress: orNone(isText),
  lastUserAgent: orNone(isText),
  family: isText,
  endsWith: orNone(isText),
  replaces: orNone(isText),
  unusedUntil: orNone(isTime),
  replacedAt: orNone(isTime),
  revokedAt: orNone(isTime),
}
const NAMES = Object.keys(MEMBERS) as (keyof StoredToken)[]

function readToken(method: string, token: StoredToken): StoredToken {
  if (typeof token !== 'object' || token === null) throw malformed(method, 'no token')
  const wrong = NAMES.find((name) => !MEMBERS[name](token[name]))
  if (wrong === undefined) return token
  throw malformed(method, `a token whose \`${wrong}\` is ${describeType(token[wrong])}`)
}

/** The value is not shown: it may be a digest. */
function describeType(value: unknown): string {
  return value === null ? 'null' : `of the type ${typeof value}`
}

function readBoolean(method: string, answer: unknown): boolean {
  if (typeof answer !== 'boolean') throw malformed(`tokens.${method}`, 'no boolean')
  return answer
}

function readIds(method: string, answer: unknown): readonly string[] {
  if (!Array.isArray(answer) || !answer.every(isText)) throw malformed(`tokens.${method}`, 'no ids')
  return answer as readonly string[]
}

function readCount(method: string, answer: unknown): number {
  if (!Number.isSafeInteger(answer)) throw malformed(`tokens.${method}`, 'no number')
  return Number(answer)
}
