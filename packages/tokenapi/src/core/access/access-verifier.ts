import { type Judged, judge } from './access-state.js'
import type { AccessTokenSettings } from './access-token-options.js'
import { type AuthenticatedAccessToken, EVERY_SCOPE } from '../authenticated-token.js'
import { type Awaitable, mapAwaitable } from '../runtime/awaitable.js'
import type { Credentials } from '../credentials.js'
import type { LastUse } from './last-use.js'
import type { RequestOfEvent } from '../events/outcome-report.js'
import { ProvenAuthentication } from '../proven-authentication.js'
import { type ToPublicUser, publicId } from '../public-user.js'
import type { Reporter } from '../events/reporter.js'
import type { FoundToken, StoredToken, TokenStore } from './token-store.js'
import { readUserId } from '../user-id.js'
import type { UserId, UserIdType } from '../user.js'
import { refusedToken } from '../verify-token.js'

/** What the verification of access tokens needs. */
export interface AccessVerifierOptions {
  readonly settings: AccessTokenSettings
  readonly tokens: Pick<TokenStore, 'find'>
  readonly lastUse: Pick<LastUse, 'note' | 'usedAt'>
  readonly reporter: Pick<Reporter, 'tell'>
  /** Milliseconds. */
  clock(): number
}

interface Options<A> extends AccessVerifierOptions {
  readonly idType: UserIdType
  readonly toPublicUser: ToPublicUser<A>
}

/** Credentials whose token has the form of an access token. */
interface Presented extends Credentials {
  readonly digest: string
}

type VerifyAccess<A> = (
  presented: Presented,
  request: RequestOfEvent | undefined,
) => Awaitable<ProvenAuthentication<A>>

/** One look-up for record and user, and then every check of them. */
export function createAccessVerifier<A>(options: Options<A>): VerifyAccess<A> {
  const { settings, tokens, lastUse, toPublicUser, clock } = options

  const decide = (
    found: FoundToken | undefined,
    presentedId: string | undefined,
    request: RequestOfEvent | undefined,
  ): ProvenAuthentication<A> => {
    const isAlone = presentedId === undefined
    if (found === undefined) throw refusedToken('unknown token', undefined, isAlone)
    const now = clock()
    const judged = judge(found, { settings, now, usedAt: lastUse.usedAt(found.token.id) })
    if ('refusal' in judged) {
      report(options, found.token, judged, request)
      throw refusedToken(judged.refusal, found.token.userId, isAlone)
    }
    const { token, user } = judged
    if (!isAlone && !isId(presentedId, user.id, options.idType)) {
      throw refusedToken('the token of another user', user.id)
    }
    const { id: tokenId, lastUsedAt, unusedUntil, createdAt: issuedAt } = token
    const expiresAt = Math.min(token.expiresAt, token.replacedAt ?? Infinity)
    const times = { issuedAt, expiresAt, lastUsedAt, unusedUntil }
    const parent = { kind: 'access', tokenId, ...times } as const
    return new ProvenAuthentication(toPublicUser(user), describe(token, parent), parent)
  }

  return ({ digest, user }, request) =>
    mapAwaitable(tokens.find(digest), (found) => decide(found, user, request))
}

function isId(presented: string, id: UserId, type: UserIdType): boolean {
  const read = readUserId(presented, type)
  return read !== undefined && String(read) === String(id)
}

function report<A>(
  { reporter }: Options<A>,
  { id, userId }: StoredToken,
  { refusal }: Extract<Judged, { readonly refusal: unknown }>,
  request: RequestOfEvent | undefined,
): void {
  if (refusal === 'replaced by a rotation' && request !== undefined) {
    reporter.tell(() => ({
      name: 'token.reused',
      userId: publicId(userId),
      tokenId: id,
      request: request(),
    }))
  }
}

function describe(
  { id, name, scopes }: StoredToken,
  { issuedAt, expiresAt }: { readonly issuedAt: number; readonly expiresAt: number },
): AuthenticatedAccessToken {
  return Object.freeze({
    kind: 'access',
    id,
    name,
    scopes: isEverything(scopes) ? EVERY_SCOPE : Object.freeze([...scopes]),
    issuedAt: new Date(issuedAt),
    expiresAt: new Date(expiresAt),
  })
}

function isEverything(scopes: readonly string[]): boolean {
  return scopes.length === 1 && scopes[0] === EVERY_SCOPE[0]
}
