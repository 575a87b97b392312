/** AWS Lambda, behind a gateway that makes events of payload format 2.0 of what comes over sockets. */
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import { afterEach, describe, expect, it } from 'vitest'

import { authenticate, tokenRequired, tokenRoutes } from '../../src/adapters/lambda.ts'
import { ConfigError } from '../../src/index.ts'
import type { ScenarioApp } from '../../src/contracts/index.ts'
import { inMemoryApi } from '../../src/testing/index.ts'
import { adapterTests } from '../support/adapter-tests.ts'
import { type Invoked, gateway, lambdaApp } from '../support/apps/lambda-app.ts'
import { listen } from '../support/apps/listen.ts'

adapterTests('Lambda', {
  start: (setup) => listen(gateway(lambdaApp(setup))),
  // An event holds its body.
  parsers: 'before the guard',
})

const { api, loginAs, user: userOf } = inMemoryApi({ users: ['maria', 'bob'] })
const CONTEXT = { functionName: 'index' } as Context
const open: ScenarioApp[] = []
afterEach(async () => {
  for (const app of open.splice(0)) await app.close()
})

/** The function behind the gateway; gives what asks it. */
async function served(
  handler: Invoked,
): Promise<(path: string, init?: RequestInit) => Promise<Response>> {
  const started = await listen(gateway(handler))
  open.push(started)
  return (path, init) => fetch(`http://127.0.0.1:${started.port}${path}`, init)
}
const maria = { headers: { ...loginAs('maria') } }

/** An event that a gateway would send. */
const event = (changes: object = {}): APIGatewayProxyEventV2 =>
  ({
    version: '2.0',
    rawPath: '/index.json',
    rawQueryString: '',
    headers: {},
    isBase64Encoded: false,
    requestContext: { http: { method: 'GET' }, stage: '$default' },
    ...changes,
  }) as APIGatewayProxyEventV2

it.each([undefined, null])('an event whose headers are %s presents nothing', async (headers) => {
  const view = tokenRequired(api, () => 'in')
  expect(await view(event({ headers }), CONTEXT)).toMatchObject({ statusCode: 401 })
})

describe('what a view returns', () => {
  it.each<[string, unknown, string | null, string]>([
    ['any JSON', { hello: 'maria' }, 'application/json', '{"hello":"maria"}'],
    ['a text', 'hello', 'application/json', 'hello'],
    ['a result', { statusCode: 200, body: 'hello' }, null, 'hello'],
    ['bytes', { statusCode: 200, body: 'w7Y=', isBase64Encoded: true }, null, 'ö'],
  ])('%s', async (_what, returned, type, text) => {
    const ask = await served(tokenRequired(api, () => returned))
    expect((await ask('/')).status).toBe(401)
    const answer = await ask('/', maria)
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      type,
      text,
    ])
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('vary')).toBe('Authorization')
  })
  it('its own Cache-Control counts, its Vary is added to, its cookies are kept', async () => {
    const headers = { 'Cache-Control': 'private', 'VARY': 'Origin' }
    const ask = await served(
      tokenRequired(api, () => ({ statusCode: 201, headers, cookies: ['a=1', 'b=2'] })),
    )
    const answer = await ask('/', maria)
    expect(answer.status).toBe(201)
    expect(answer.headers.get('cache-control')).toBe('private')
    expect(answer.headers.get('vary')).toBe('Origin, Authorization')
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  })
  it('what it throws is the function`s failure', async () => {
    const ask = await served(
      tokenRequired(api, () => {
        throw new Error('a mistake')
      }),
    )
    expect((await ask('/', maria)).status).toBe(502)
  })
  it('it is given the event and the context', async () => {
    const handler = tokenRequired(api, (given, { user }, context) => ({
      path: given.rawPath,
      user: user.username,
      name: context.functionName,
    }))
    const result = await handler(event({ headers: loginAs('bob') }), CONTEXT)
    expect(JSON.parse(result.body ?? '')).toEqual({
      path: '/index.json',
      user: 'bob',
      name: 'index',
    })
  })
})

describe('refusals of the application', () => {
  it('bytes go in base64, cookies by themselves', async () => {
    const bytes = Uint8Array.of(0xff, 0, 0x80)
    const refused = tokenRequired(
      api,
      {
        onRefused: (_refusal, request) =>
          new Response(bytes, {
            status: 401,
            headers: [
              ['set-cookie', 'a=1'],
              ['set-cookie', `b=${request.header('cookie')}`],
            ],
          }),
      },
      () => 'in',
    )
    const result = await refused(event({ cookies: ['x=1', 'y=2'] }), CONTEXT)
    expect(result).toMatchObject({
      statusCode: 401,
      body: '/wCA',
      isBase64Encoded: true,
      cookies: ['a=1', 'b=x=1; y=2'],
    })
    expect(result.headers).not.toHaveProperty('set-cookie')
  })
})

describe('events', () => {
  const whoami = tokenRequired(api, (_event, { user }) => ({
    statusCode: 200,
    body: user.username,
  }))
  it('names of headers in any case, as what runs functions locally has them', async () => {
    const { authorization } = loginAs('maria')
    const result = await whoami(event({ headers: { Authorization: authorization } }), CONTEXT)
    expect(result.body).toBe('maria')
    const twice = { authorization, Authorization: loginAs('bob').authorization }
    expect((await whoami(event({ headers: twice }), CONTEXT)).statusCode).toBe(401)
  })
  it('what a gateway has decoded in a path is no query', async () => {
    const user = await userOf('maria')
    const query = `user=1&token=${api.makeToken(user)}`
    const injected = await whoami(event({ rawPath: `/index.json?${query}` }), CONTEXT)
    expect(injected.statusCode).toBe(401)
    const beside = event({ rawPath: '/what?#', rawQueryString: query })
    expect((await whoami(beside, CONTEXT)).statusCode).toBe(200)
  })
  it.each<[string, object]>([
    [
      'of a REST API',
      { resource: '/', path: '/', httpMethod: 'GET', headers: {}, requestContext: {} },
    ],
    [
      'of a REST API, its version named',
      { version: '1.0', path: '/', httpMethod: 'GET', headers: {} },
    ],
    [
      'of a load balancer',
      { requestContext: { elb: {} }, path: '/', httpMethod: 'GET', headers: {} },
    ],
    ['of something else', { Records: [] }],
  ])('%s: says what to set', async (_whose, given) => {
    const other = given as APIGatewayProxyEventV2
    const says = /payload format 2\.0.*`PayloadFormatVersion`/
    await expect(whoami(other, CONTEXT)).rejects.toThrow(says)
    await expect(whoami(other, CONTEXT)).rejects.toBeInstanceOf(ConfigError)
    await expect(tokenRoutes(api)(other)).rejects.toThrow(says)
    await expect(authenticate(api, other)).rejects.toThrow(says)
  })
})

describe('the token routes', () => {
  const form = {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from('username=bob&password=password').toString('base64'),
    isBase64Encoded: true,
  }
  const http = { method: 'POST' }
  it.each([
    ['below "/token"', undefined, '/token', '$default'],
    ['below a prefix of their own', '/api/tokens/', '/api/tokens', '$default'],
    ['below the name of a stage', undefined, '/prod/token', 'prod'],
    ['without it, as a custom domain has it', undefined, '/token', 'prod'],
  ])('%s', async (_where, prefix, mount, stage) => {
    const tokens = tokenRoutes(api, prefix === undefined ? {} : { prefix })
    const ask = async (rawPath: string) =>
      tokens(event({ ...form, rawPath, requestContext: { http, stage } }))
    const made = await ask(`${mount}/new.json`)
    const { token } = JSON.parse(made.body ?? '') as { token: string }
    expect((await ask(`${mount}/${token}/2.json`)).statusCode).toBe(200)
    expect((await ask(`${mount}/${token}/1.json`)).statusCode).toBe(401)
    expect((await ask(`/elsewhere${mount}/new.json`)).statusCode).toBe(404)
    expect((await ask(mount)).statusCode).toBe(404)
  })
})
