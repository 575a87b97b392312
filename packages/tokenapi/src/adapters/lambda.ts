/** AWS Lambda with an HTTP API or a function URL: events of payload format 2.0. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'

import type { Authentication } from '../core/authentication.js'
import { guard } from '../http/guard/guard.js'
import { route } from '../http/route.js'
import type { AdaptableApi } from '../http/api-context.js'
import { ConfigError } from '../core/errors.js'
import type { TokenApi } from '../http/token-api.js'
import { belowPrefix } from '../http/view/below-mount.js'
import { wrappedArguments } from '../http/guard/guard-arguments.js'
import type { AuthenticationFor, GuardOptions } from '../http/guard/guard-options.js'
import type { AuthenticateOptions } from '../http/guard/read-guard-options.js'
import type { RequestView } from '../http/view/request-view.js'
import { type MountedRouteOptions, readMountedRouteOptions } from '../http/route-options.js'
import { type GuardHeaders, addPrivateHeaders } from '../http/response/cache-headers.js'

/** The part of an event that is used here, the same with every authorizer. */
type AnyEvent = Omit<APIGatewayProxyEventV2, 'requestContext'> & {
  readonly requestContext: Pick<
    APIGatewayProxyEventV2['requestContext'],
    'http' | 'stage' | 'requestId'
  >
}
type Result = APIGatewayProxyStructuredResultV2

/** A guarded handler. It returns a result with a `statusCode`, or any value for a JSON body. */
export type GuardedHandler<A = Authentication, E = APIGatewayProxyEventV2> = (
  event: E,
  authentication: A,
  context: Context,
) => unknown

/** A handler, as the module of a function exports it. */
export type LambdaHandler<E = APIGatewayProxyEventV2> = (
  event: E,
  context: Context,
) => Promise<Result>

/**
 * A guarded handler. It runs with the authentication, or the caller gets the refusal: 401, 403 or 400, or
 * 503 if the result is unknown.
 *
 * @example
 * export const handler = tokenRequired(api, async (event, { user }) => ({ hello: user.username }))
 */
export function tokenRequired<E extends AnyEvent = APIGatewayProxyEventV2, A = object>(
  api: AdaptableApi<A>,
  handler: GuardedHandler<Authentication<A>, E>,
): LambdaHandler<E>
export function tokenRequired<
  const O extends GuardOptions,
  E extends AnyEvent = APIGatewayProxyEventV2,
  A = object,
>(
  api: AdaptableApi<A>,
  options: O & GuardOptions,
  handler: GuardedHandler<AuthenticationFor<O, A>, E>,
): LambdaHandler<E>
export function tokenRequired(
  api: AdaptableApi,
  first: GuardOptions | GuardedHandler<Authentication, AnyEvent>,
  second?: AnyHandler,
): LambdaHandler<AnyEvent> {
  const { options, handler } = wrappedArguments(api, first as GuardOptions | AnyHandler, second)
  return async (event, context) => {
    const outcome = await guard(api, viewOf(event, targetOf(event)), options)
    if (!outcome.ok) return resultOf(outcome.response)
    return privateResultOf(await handler(event, outcome.authentication, context), outcome.headers)
  }
}

type AnyHandler = GuardedHandler<Authentication | undefined, AnyEvent>

/**
 * The authentication of a request, without a guard. With `optional: true`, `undefined` for a request
 * without credentials. Rejects with `RefusedError`, or with `UnavailableError` if the result is unknown.
 *
 * @example
 * const { user } = await authenticate(api, event)
 */
export async function authenticate<const O extends AuthenticateOptions = object, A = object>(
  api: Pick<TokenApi<A>, 'authenticate'>,
  event: AnyEvent,
  options?: O,
): Promise<AuthenticationFor<O, A>> {
  return api.authenticate(viewOf(event, targetOf(event)), options)
}

/**
 * The token routes below a prefix, default "/token". Other paths are answered with 404.
 *
 * @example
 * export const handler = tokenRoutes(api)
 */
export function tokenRoutes(
  api: AdaptableApi,
  options?: MountedRouteOptions,
): (event: AnyEvent) => Promise<Result> {
  const { prefix, ...checked } = readMountedRouteOptions(api, options)
  const below = belowPrefix(prefix)
  return async (event) => {
    const path = targetOf(event)
    // Unless the stage is the default one, the path begins with its name.
    const belowStage = belowPrefix(`/${event.requestContext.stage}${prefix}`)
    const target = below(path) ?? belowStage(path) ?? '/'
    return resultOf(await route(api, viewOf(event, target), checked))
  }
}

function targetOf({ version, requestContext, rawPath, rawQueryString }: AnyEvent): string {
  // Against the types: REST APIs and load balancers send other events.
  const { http } = (requestContext ?? {}) as Partial<AnyEvent['requestContext']>
  if (version !== '2.0' || http === undefined) {
    throw new ConfigError(
      '`tokenapi/lambda` takes events of payload format 2.0 from an HTTP API or a function URL, and this ' +
        'event has another format: set `PayloadFormatVersion` of the integration to "2.0"',
    )
  }
  // API Gateway decodes `rawPath`, so `?` and `#` in it belong to the path and are encoded again, as are all characters
  // that no URL holds.
  const path = rawPath.replace(/\p{Cs}/gu, '\uFFFD').replace(/[?#]|[^!-~]/gu, encodeURIComponent)
  return rawQueryString === '' ? path : `${path}?${rawQueryString}`
}

function viewOf(event: AnyEvent, target: string): RequestView {
  const { body, cookies, headers, isBase64Encoded, requestContext } = event
  return {
    method: requestContext.http.method,
    target,
    originalTarget: () => targetOf(event),
    address: () => requestContext.http.sourceIp,
    id: () => requestContext.requestId,
    header: (name) =>
      name === 'cookie' && cookies !== undefined ? cookies.join('; ') : headerOf(headers, name),
    body: () => Promise.resolve(Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8')),
  }
}

/** The name in any case: local emulators keep the client's spelling. */
function headerOf(headers: AnyEvent['headers'], name: string): string | undefined {
  const values = Object.entries(headers ?? {})
    .filter(([key]) => key.toLowerCase() === name)
    .map(([, value]) => value)
  return values.length === 0 ? undefined : values.join(', ')
}

/** The result for a response. A body that is not UTF-8 is encoded in base64. */
async function resultOf(response: Response): Promise<Result> {
  const headers = Object.fromEntries(
    [...response.headers].filter(([name]) => name !== 'set-cookie'),
  )
  const cookies = response.headers.getSetCookie()
  const bytes = Buffer.from(await response.arrayBuffer())
  const text = bytes.toString('utf8')
  const isText = Buffer.from(text, 'utf8').equals(bytes)
  return {
    statusCode: response.status,
    headers,
    body: isText ? text : bytes.toString('base64'),
    isBase64Encoded: !isText,
    ...(cookies.length === 0 ? {} : { cookies }),
  }
}

/** The result that Lambda makes of a handler's return value, kept from caches. */
function privateResultOf(returned: unknown, further: GuardHeaders | undefined): Result {
  const result = isResult(returned) ? returned : resultOfJson(returned)
  const headers = { ...result.headers }
  addPrivateHeaders(headers, false, further)
  return { ...result, headers }
}

function isResult(returned: unknown): returned is Result {
  return typeof returned === 'object' && returned !== null && 'statusCode' in returned
}

// Lambda sends a return value without a status code as the body of a 200.
function resultOfJson(returned: unknown): Result {
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: typeof returned === 'string' ? returned : (JSON.stringify(returned) ?? ''),
  }
}
