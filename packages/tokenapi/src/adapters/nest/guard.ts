import { type CanActivate, type ExecutionContext, HttpException, Inject } from '@nestjs/common'
// At run time: Nest gives a guard what it asks for by these classes and decorators alone.
import { Reflector } from '@nestjs/core'

import { isLater } from '../../core/awaitable.js'
import { guard } from '../../http/guard.js'
import type { AdaptableApi } from '../../http/api-context.js'
import type { TokenApi } from '../../http/token-api.js'
import { carry, drop } from '../../http/carrier.js'
import type { GuardOptions } from '../../http/guard-options.js'
import { problemOf } from '../../http/refusal.js'
import { keepPrivate } from '../../http/cache-headers.js'
import { type OutgoingResponse, sendResponse } from '../../http/send-response.js'
import { type Place, placeOf } from './context.js'
import { type NestRequest, outgoingOf, viewOf } from './request.js'

export type Guard = AdaptableApi & Pick<TokenApi, 'authenticate'>

/** What the api is injected by: `@Inject(TOKEN_API)`, `app.get(TOKEN_API)`. */
export const TOKEN_API: unique symbol = Symbol.for('tokenapi.api')
/** What `@TokenRequired()` leaves on a handler or a controller; `false`: open. */
export const GUARD_OPTIONS = 'tokenapi:guard'

/** Which api let a request in: the guard of an application and that of a handler ask once. */
const ADMITTED = Symbol('tokenapi.admitted')

/**
 * Lets the request pass with its user, or answers it with the refusal. In a WebSocket or GraphQL
 * context, where there is no answer of its own to give, the refusal is thrown as an `HttpException`.
 */
export async function admit(
  api: Guard,
  context: ExecutionContext,
  options: GuardOptions,
): Promise<boolean> {
  const place = placeOf(context)
  if (context.getType() !== 'http') return admitElsewhere(api, place, options)
  const { carrier } = place
  const request: NestRequest & { [ADMITTED]?: Guard } = place.request
  const known = request[ADMITTED] === api
  if (known && (carrier.authentication !== undefined || options.optional === true)) return true
  const outgoing = outgoingOf(context.getArgByIndex<OutgoingResponse>(1))
  const asked = guard(api, viewOf(request), options)
  const outcome = isLater(asked) ? await asked : asked
  if (!outcome.ok) {
    await sendResponse(outcome.response, outgoing)
    // Any other end of a guard has Nest answer too: an exception filter would write over the refusal.
    return new Promise<never>(() => {})
  }
  keepPrivate(outgoing)
  carry(carrier, outcome.authentication, options)
  request[ADMITTED] = api
  return true
}

/** A connection outlives its token: whoever holds one is asked again with each message. */
async function admitElsewhere(
  api: Guard,
  { request, carrier }: Place,
  options: GuardOptions,
): Promise<true> {
  try {
    // Only the conclusion is written: handlers of earlier messages, which may still run, keep their user.
    carry(carrier, await api.authenticate(viewOf(request), { optional: options.optional }), options)
    return true
  } catch (cause) {
    drop(carrier)
    const { status, code, title: message } = problemOf(cause, '')
    throw new HttpException({ statusCode: status, message, code }, status, { cause })
  }
}

/**
 * The guard behind `@TokenRequired()`. As the guard of a whole application, `{ provide: APP_GUARD,
 * useClass: TokenGuard }`, it guards every handler that does not say otherwise.
 */
export class TokenGuard implements CanActivate {
  readonly #api: Guard
  readonly #reflector: Reflector

  constructor(api: Guard, reflector: Reflector) {
    this.#api = api
    this.#reflector = reflector
  }

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const options = this.#reflector.getAllAndOverride<GuardOptions | false | undefined>(
      GUARD_OPTIONS,
      [context.getHandler(), context.getClass()],
    )
    return options === false || admit(this.#api, context, options ?? {})
  }
}
Inject(TOKEN_API)(TokenGuard, undefined, 0)
Inject(Reflector)(TokenGuard, undefined, 1)
