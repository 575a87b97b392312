import { makeAccessToken, makeTokenId, readAccessToken, startOf } from './access-token.js'
import type { AccessTokenParts } from './access-token-parts.js'
import { RefusedError, UnavailableError } from '../errors.js'
import { bindingOf } from '../classic/kept-token.js'
import type { RequestOfEvent } from '../events/outcome-report.js'
import { publicId } from '../public-user.js'
import { isScope } from './scopes.js'
import type { AccessTokenSettings } from './access-token-options.js'
import { readTokenName } from './token-name.js'
import { type TokenRecord, recordOf } from './token-record.js'
import type { StoredToken } from './token-store.js'
import type { StoredUser } from '../user.js'
import { tellRevoked } from './revoke-token.js'

/** What `issue` takes. */
export interface IssueOptions {
  /** 1 to 100 characters, without control characters; default "". */
  readonly name?: string | undefined
  /** Default none. `['*']`: everything. */
  readonly scopes?: readonly string[] | undefined
  /** Default `lifetimeDays` from now. A rotation never extends it. */
  readonly expiresAt?: Date | undefined
}

/** A new token, which is shown this once, and its record. */
export interface IssuedToken {
  readonly token: string
  readonly record: TokenRecord
}

/**
 * Issues a token to an active user. `undefined`: the stored hash is not that of this user any more. Rejects with
 * `RefusedError`: `invalid_request` or `too_many_tokens`.
 */
export async function issueToken(
  parts: AccessTokenParts,
  user: StoredUser,
  options: IssueOptions,
  request: RequestOfEvent,
): Promise<IssuedToken | undefined> {
  const { settings, tokens, clock, reporter } = parts
  const now = clock()
  const { name, scopes = [], expiresAt } = options
  const { token, stored } = newToken(settings, {
    userId: user.id,
    name: readTokenName(name) ?? '',
    scopes: readScopes(scopes),
    audience: settings.audience,
    boundTo: bindingOf(user),
    createdAt: now,
    ...timesOf(settings, now, expiresAt),
    family: undefined,
    endsWith: undefined,
    replaces: undefined,
  })
  const { maxPerUser: most, onFull, idle } = settings
  const usedSince = idle === undefined ? undefined : now - idle + 1
  const limit = { now, most, onFull, usedSince, password: user.password }
  const revoked = await tokens.add(stored, limit)
  if (revoked === 'stale') return undefined
  if (revoked === 'full') {
    throw new RefusedError('too_many_tokens', 'There are too many tokens: revoke one first.', {
      reason: `the user has ${most} devices with access tokens`,
      userId: user.id,
    })
  }
  const reason = `the user had ${most} devices, and \`onFull\` is "revoke-oldest"`
  for (const id of revoked) tellRevoked(parts, { userId: user.id, tokenId: id, reason }, request)
  reporter.tell(() => ({
    name: 'token.issued',
    userId: publicId(user.id),
    tokenId: stored.id,
    request: request(),
  }))
  return { token, record: recordOf(stored) }
}

/** The members that a new token does not have by itself. */
type Given = Pick<
  StoredToken,
  | 'userId'
  | 'name'
  | 'scopes'
  | 'audience'
  | 'boundTo'
  | 'createdAt'
  | 'expiresAt'
  | 'renewableUntil'
  | 'endsWith'
  | 'replaces'
> & {
  /** `undefined`: the first token of a device. */
  readonly family: string | undefined
}

/** A new secret, and what is stored of it. */
export function newToken(
  { prefixes }: AccessTokenSettings,
  given: Given,
): { readonly token: string; readonly stored: StoredToken } {
  const token = makeAccessToken(prefixes[0])
  const digest = readAccessToken(token, prefixes)
  if (digest === undefined) throw new UnavailableError('a new access token cannot be read')
  const id = makeTokenId()
  const stored = {
    ...given,
    id,
    digest,
    start: startOf(token),
    family: given.family ?? id,
    lastUsedAt: undefined,
    lastAddress: undefined,
    lastUserAgent: undefined,
    unusedUntil: undefined,
    replacedAt: undefined,
    revokedAt: undefined,
  }
  return { token, stored }
}

function timesOf(
  { lifetime, absolute }: AccessTokenSettings,
  now: number,
  given: Date | undefined,
): Pick<StoredToken, 'expiresAt' | 'renewableUntil'> {
  if (given === undefined) {
    return { expiresAt: now + lifetime, renewableUntil: now + (absolute ?? lifetime) }
  }
  const expiresAt = given.getTime()
  if (expiresAt > now && expiresAt <= LATEST) return { expiresAt, renewableUntil: expiresAt }
  throw new RefusedError(
    'invalid_request',
    '`expiresAt` must be a date in the future, before the year 10000.',
  )
}

/** The end of the year 9999: later times do not fit every database. */
const LATEST = Date.UTC(9999, 11, 31)
const MOST_SCOPES = 100

function readScopes(scopes: readonly string[]): readonly string[] {
  if (scopes.length <= MOST_SCOPES && scopes.every(isScope)) {
    return Object.freeze([...new Set(scopes)])
  }
  throw new RefusedError(
    'invalid_request',
    `\`scopes\` must be at most ${MOST_SCOPES} scopes of 1 to 100 printable ASCII characters without spaces, quotes and backslashes.`,
  )
}
