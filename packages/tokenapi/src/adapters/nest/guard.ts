import { type CanActivate, type ExecutionContext, HttpException, Inject } from '@nestjs/common'
// Imported at run time: Nest injects by class.
import { Reflector } from '@nestjs/core'

import { guard } from '../../http/guard/guard.js'
import type { AdaptableApi } from '../../http/api-context.js'
import { authenticateRequest } from '../../http/guard/authenticate-request.js'
import { hasScopes } from '../../core/access/scopes.js'
import { type Carrier, setUser, unsetUser } from '../../http/guard/carrier.js'
import { type CheckedGuardOptions, readGuardOptions } from '../../http/guard/read-guard-options.js'
import { problemOf } from '../../http/refusal/refusal.js'
import { setPrivateHeaders } from '../../http/response/cache-headers.js'
import { type OutgoingResponse, sendResponse } from '../../http/response/send-response.js'
import { type ContextRequest, requestIn } from './context.js'
import { type NestRequest, outgoingOf, viewOf } from './request.js'

/** The injection token of the api: `@Inject(TOKEN_API)`, `app.get(TOKEN_API)`. */
export const TOKEN_API: unique symbol = Symbol.for('tokenapi.api')
/** The metadata that `@TokenRequired()` sets on a handler or a controller; `false` is no guard. */
export const GUARD_OPTIONS = 'tokenapi:guard'

/** The api that let a request in, so that guards of the application and of the handler verify it once. */
const ADMITTED = Symbol('tokenapi.admitted')

/**
 * Lets the request pass with its user, or sends the refusal. In a WebSocket or GraphQL context, which has no
 * HTTP response of its own, the refusal is thrown as an `HttpException`.
 */
export async function guardContext(
  api: AdaptableApi,
  context: ExecutionContext,
  options: CheckedGuardOptions,
): Promise<boolean> {
  const found = requestIn(context)
  if (context.getType() !== 'http') return admitMessage(api, found, options)
  const { carrier } = found
  const request: NestRequest & { [ADMITTED]?: AdaptableApi } = found.request
  if (request[ADMITTED] === api && isAdmitted(carrier.authentication, options)) return true
  const outgoing = outgoingOf(context.getArgByIndex<OutgoingResponse>(1))
  const outcome = await guard(api, viewOf(request), options)
  if (!outcome.ok) {
    await sendResponse(outcome.response, outgoing)
    // If the guard settled, Nest would answer as well, and an exception filter would replace the refusal.
    return new Promise<never>(() => {})
  }
  setPrivateHeaders(outgoing, outcome.headers)
  setUser(carrier, outcome.authentication, options)
  request[ADMITTED] = api
  return true
}

/** Whether a request that another guard of the api has let in needs no second verification. */
function isAdmitted(
  authentication: Carrier['authentication'],
  { optional, scopes = [], tickets }: CheckedGuardOptions,
): boolean {
  if (authentication === undefined) return optional === true
  if (authentication.token.kind === 'ticket' && tickets !== true) return false
  return hasScopes(authentication.token.scopes, scopes)
}

/** A connection can outlive its token, so each message is verified. */
async function admitMessage(
  api: AdaptableApi,
  { request, carrier }: ContextRequest,
  options: CheckedGuardOptions,
): Promise<true> {
  try {
    // Nothing is removed before: handlers of earlier messages may still run and keep their user.
    setUser(carrier, await authenticateRequest(api['~context'], viewOf(request), options), options)
    return true
  } catch (cause) {
    unsetUser(carrier)
    const { status, code, title: message, scope } = problemOf(cause, '')
    throw new HttpException({ statusCode: status, message, code, scope }, status, { cause })
  }
}

/**
 * The guard class of `@TokenRequired()`. As the guard of an application it guards every handler without
 * `@TokenNotRequired()`.
 *
 * @example
 * providers: [{ provide: APP_GUARD, useClass: TokenGuard }]
 */
export class TokenGuard implements CanActivate {
  readonly #api: AdaptableApi
  readonly #reflector: Reflector

  constructor(api: AdaptableApi, reflector: Reflector) {
    this.#api = api
    this.#reflector = reflector
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const options = this.#reflector.getAllAndOverride<CheckedGuardOptions | false | undefined>(
      GUARD_OPTIONS,
      [context.getHandler(), context.getClass()],
    )
    return (
      options === false || guardContext(this.#api, context, options ?? readGuardOptions(undefined))
    )
  }
}
Inject(TOKEN_API)(TokenGuard, undefined, 0)
Inject(Reflector)(TokenGuard, undefined, 1)
