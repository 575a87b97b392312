/** A small API Gateway: HTTP to events of payload format 2.0 and back, as AWS documents it. */
import { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'

import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'

import { authenticate, tokenRequired, tokenRoutes } from '../../../src/adapters/lambda.ts'
import { originForm } from '../../../src/http/view/request-view.ts'
import type { ScenarioSetup, ScenarioRoute, Seen } from '../../../src/contracts/index.ts'
import { type Params, matcherOf } from '../../../src/contracts/match-path.ts'
import { readBodyAs } from '../../../src/contracts/read-body.ts'

type Result = APIGatewayProxyStructuredResultV2
export type Invoked = (event: APIGatewayProxyEventV2, context: Context) => unknown

const CONTEXT = { functionName: 'scenarios', awsRequestId: '1' } as Context

/** The function behind the gateway: each request is an event, what it returns the answer. */
export function gateway(handler: Invoked): RequestListener {
  return (request, response) => {
    void invoke(handler, request).then(
      (result) => send(result, response),
      // A function that fails: the caller hears of it, and nothing else.
      () => response.writeHead(502).end('{"message":"Internal Server Error"}'),
    )
  }
}

async function invoke(handler: Invoked, request: IncomingMessage): Promise<Result> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  // As JSON and back, since an event has no more than that.
  const event = JSON.parse(JSON.stringify(eventOf(request, Buffer.concat(chunks))))
  const returned = await handler(event as APIGatewayProxyEventV2, CONTEXT)
  const result = JSON.parse(JSON.stringify(returned ?? null)) as unknown
  if (typeof result === 'object' && result !== null && 'statusCode' in result) {
    return result as Result
  }
  const body = typeof result === 'string' ? result : JSON.stringify(result)
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body }
}

const TEXT = /^(?:text\/|application\/(?:json|xml|javascript)\b)/i

function eventOf(request: IncomingMessage, bytes: Buffer): APIGatewayProxyEventV2 {
  // No client sends a fragment, and no gateway hands one on.
  const target = originForm(request.url ?? '/').split('#')[0] as string
  const [rawPath = '/', ...query] = target.split('?')
  const isText = TEXT.test(request.headers['content-type'] ?? '')
  const method = request.method ?? 'GET'
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString: query.join('?'),
    headers: headersOf(request),
    ...(request.headers.cookie === undefined
      ? {}
      : { cookies: request.headers.cookie.split('; ') }),
    ...(bytes.length === 0 ? {} : { body: bytes.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: bytes.length > 0 && !isText,
    requestContext: {
      accountId: 'anonymous',
      apiId: 'api',
      domainName: 'api.example',
      domainPrefix: 'api',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: '' },
      requestId: '1',
      routeKey: '$default',
      stage: '$default',
      time: '01/Jan/2026:00:00:00 +0000',
      timeEpoch: 1_767_225_600_000,
    },
  }
}

/** Names in lower case, values of one name joined by commas, and cookies elsewhere. */
function headersOf({ rawHeaders }: IncomingMessage): Record<string, string> {
  const headers = new Map<string, string>()
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] as string).toLowerCase()
    const value = rawHeaders[i + 1] as string
    const before = headers.get(name)
    if (name !== 'cookie') headers.set(name, before === undefined ? value : `${before},${value}`)
  }
  return Object.fromEntries(headers)
}

function send({ statusCode, headers, cookies, body, isBase64Encoded }: Result, to: ServerResponse) {
  for (const [name, value] of Object.entries(headers ?? {})) to.setHeader(name, String(value))
  if (cookies !== undefined) to.setHeader('set-cookie', cookies)
  to.statusCode = statusCode ?? 200
  to.end(Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8'))
}

/** The scenario app, one function with a router of its own. */
export function lambdaApp({ api, routes }: ScenarioSetup): Invoked {
  const tokens = tokenRoutes(api)
  const handlers = routes.map((route) => ({ matches: matcherOf(route.path), route }))
  return (event, context) => {
    if (event.rawPath.startsWith('/token/')) return tokens(event)
    for (const { matches, route } of handlers) {
      const params = matches(event.rawPath)
      if (params !== undefined) return handlerOf(api, route, params)(event, context)
    }
    return { statusCode: 404, body: 'Not found' }
  }
}

function handlerOf(api: ScenarioSetup['api'], route: ScenarioRoute, params: Params): Invoked {
  const { guard, reads } = route
  const answer = (
    event: APIGatewayProxyEventV2,
    seen: Pick<Seen, 'user' | 'authentication' | 'error'>,
  ): Result => {
    const { method } = event.requestContext.http
    const body = reads === undefined ? undefined : readRouteBody(event, reads)
    const { status, headers, body: text } = route.answer({ method, params, body, ...seen })
    return { statusCode: status, headers, body: text }
  }
  if (guard === 'open') return (event) => answer(event, {})
  if (guard === 'ask') {
    return async (event) =>
      answer(event, await authenticate(api, event).catch((error: unknown) => ({ error })))
  }
  return tokenRequired(api, guard, (event, authentication) =>
    answer(event, { user: authentication?.user, authentication }),
  )
}

function readRouteBody(
  { body = '', isBase64Encoded }: APIGatewayProxyEventV2,
  reads: NonNullable<ScenarioRoute['reads']>,
): unknown {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8')
  return readBodyAs(reads, bytes)
}
