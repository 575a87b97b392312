/** Every answer that the API description documents is produced here, and has the shape that it documents. */
import { setImmediate as turn } from 'node:timers/promises'

import { Ajv2020 } from 'ajv/dist/2020.js'
import type { OpenAPIV3_1 } from 'openapi-types'
import { afterAll, expect, it } from 'vitest'

import { apiOf } from '../../src/api.ts'
import { readConfig } from '../../src/config/read-config.ts'
import { openDatabase } from '../../src/database.ts'
import { administratorsOf } from '../../src/operations/management/administrators.ts'
import { managementApp } from '../../src/operations/management/management-app.ts'
import { openapiDocument } from '../../src/operations/management/openapi.ts'
import { createMetrics } from '../../src/operations/metrics.ts'
import { createOperationsApp } from '../../src/operations/operations-app.ts'
import { createReadiness } from '../../src/readiness.ts'
import { VIA_SESSION, startManagement } from './bench-app.ts'

const PREFIX = '/api/v1'
const SECRET = 'a secret key of the test'
const LARGEST = 10_000
/** As text, which a test sends as it is. */
const IMPORTED = 'username,password\nimported,!\n'
const on = await startManagement({}, { largestImport: LARGEST })
const off = await startManagement({ ACCESS_TOKENS: 'false', AUDIT: 'false' })
const down = appWithoutDatabase()
const operations = createOperationsApp({
  readiness: createReadiness({ ping: async () => {} }),
  api: on.api,
  metrics: createMetrics(),
})
const unready = createOperationsApp({
  readiness: createReadiness({ ping: () => Promise.reject(new Error('no answer')) }),
  api: on.api,
  metrics: createMetrics(),
})
const admin = await on.tokenWith(['admin:*'])
const reader = await on.tokenWith(['reports:read'])
const job = await importOf(IMPORTED)
const record = (await on.api.accessTokens.issue(2)).record
afterAll(async () => {
  await on.close()
  await off.close()
})

/** What is asked to get a status: a path below /api/v1, and a body. */
type Ask = readonly [path: string, body?: unknown]
const LONG = 'x'.repeat(300)
/** The success of each operation, and what it refuses beside 401, 403 and 503, which all have. */
const ASKED: Readonly<Record<string, Readonly<Record<number, Ask>>>> = {
  'GET /users': { 200: ['/users'], 400: ['/users?limit=0'] },
  'POST /users': {
    201: ['/users', { username: 'new', password: null }],
    400: ['/users', {}],
    409: ['/users', { username: 'root', password: null }],
  },
  'GET /users/{id}': { 200: ['/users/1'], 400: [`/users/${LONG}`], 404: ['/users/999'] },
  'PATCH /users/{id}': {
    200: ['/users/2', { isActive: true }],
    400: ['/users/2', { is_active: true }],
    404: ['/users/999', {}],
    409: ['/users/1', { isActive: false }],
  },
  'POST /users/{id}/unlock': {
    200: ['/users/2/unlock'],
    400: [`/users/${LONG}/unlock`],
    404: ['/users/999/unlock'],
  },
  'GET /tokens': { 200: ['/tokens'], 400: ['/tokens?limit=0'], 409: ['/tokens'] },
  'POST /tokens': {
    201: ['/tokens', { userId: 2 }],
    400: ['/tokens', {}],
    404: ['/tokens', { userId: 999 }],
    409: ['/tokens', { userId: 2 }],
  },
  'DELETE /tokens/{id}': {
    200: [`/tokens/${record.id}`],
    400: ['/tokens/!'],
    409: [`/tokens/${record.id}`],
  },
  'POST /users/{id}/revoke-tokens': {
    200: ['/users/2/revoke-tokens'],
    400: [`/users/${LONG}/revoke-tokens`],
    404: ['/users/x/revoke-tokens'],
    409: ['/users/2/revoke-tokens'],
  },
  'GET /events': { 200: ['/events'], 400: ['/events?before=x'], 409: ['/events'] },
  'GET /events/stream': { 200: ['/events/stream'], 409: ['/events/stream'] },
  'POST /explain': { 200: ['/explain', { token: 'x' }], 400: ['/explain', {}] },
  'GET /settings': { 200: ['/settings'] },
  'GET /doctor': { 200: ['/doctor'] },
  'POST /import': {
    202: ['/import?format=csv', IMPORTED],
    400: ['/import?format=xml', IMPORTED],
    409: ['/import?format=csv', IMPORTED],
    413: ['/import?format=csv', 'x'.repeat(LARGEST + 1)],
  },
  'GET /import/{id}': {
    200: [`/import/${job}`],
    400: [`/import/${LONG}`],
    404: ['/import/none'],
  },
  'GET /overview': { 200: ['/overview'], 400: ['/overview?period=year'] },
}

const document = await openapiDocument([on.app, operations], '0.0.0')
const documented = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).flatMap(([method, operation]) =>
    Object.entries((operation as OpenAPIV3_1.OperationObject).responses ?? {}).map(
      ([status, response]) => ({
        name: `${method.toUpperCase()} ${path.replace(PREFIX, '')}`,
        status: Number(status),
        response: response as OpenAPIV3_1.ResponseObject,
      }),
    ),
  ),
)

it('every operation of the description is asked here, and no other', () => {
  const managed = documented
    .map(({ name }) => name)
    .filter((name) => !/healthz|readyz|metrics/.test(name))
  expect([...new Set(managed)].toSorted()).toEqual(Object.keys(ASKED).toSorted())
})

it('every answer that is asked for here is documented', () => {
  const known = new Set(documented.map(({ name, status }) => `${name} ${status}`))
  const asked = Object.entries(ASKED).flatMap(([name, answers]) =>
    Object.keys(answers).map((status) => `${name} ${status}`),
  )
  expect(asked.filter((each) => !known.has(each))).toEqual([])
})

it.each(documented)('$name $status', async ({ name, status, response }) => {
  const answer = await produced(name, status)
  expect(answer.status).toBe(status)
  const [[type, { schema = {} }] = ['', {}]] = Object.entries(response.content ?? {})
  expect(answer.headers.get('content-type')?.split(';')[0]).toBe(type)
  if (type === 'text/event-stream') {
    await answer.body?.cancel()
    return
  }
  const text = await answer.text()
  const body: unknown = type.endsWith('json') ? JSON.parse(text) : text
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  const isValid = ajv.validate(schema, body)
  expect(isValid ? [] : ajv.errors).toEqual([])
})

async function produced(name: string, status: number): Promise<Response> {
  const [method = '', path = ''] = name.split(' ')
  if (/^\/(?:healthz|readyz|metrics)$/.test(path)) {
    return (status === 503 ? unready : operations).request(path)
  }
  const answers = ASKED[name] ?? {}
  const [success = ['']] = Object.values(answers)
  const [target, body] = answers[status] ?? success
  const ask = (app: typeof on.app, token?: string, env?: object): Response | Promise<Response> =>
    app.request(
      PREFIX + target,
      {
        method,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined
          ? {}
          : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      },
      env,
    )
  switch (status) {
    case 401:
      return ask(on.app)
    case 403:
      return ask(on.app, reader)
    case 503:
      return ask(down, admin)
    // Access tokens and events are off, or the row itself is in the way.
    case 409:
      // While another one runs.
      if (name === 'POST /import') void ask(on.app, admin)
      return /tokens|events/.test(name) ? ask(off.app, undefined, VIA_SESSION) : ask(on.app, admin)
    // After the import of the answer before.
    case 202:
    case 413: {
      let answer = await ask(on.app, admin)
      for (; answer.status === 409; answer = await ask(on.app, admin)) await turn()
      return answer
    }
    default:
      return ask(on.app, admin)
  }
}

/** Over a port where nothing listens. */
function appWithoutDatabase() {
  const config = readConfig({
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
    ACCESS_TOKENS: 'true',
    AUDIT: 'true',
    THROTTLE_URL: 'memory:',
  })
  const database = openDatabase(config)
  const api = apiOf(config, database, [SECRET])
  const administrators = administratorsOf(config, database)
  return managementApp({ config, database, api, administrators, onEvent: () => {} }, () => {})
}

/** The id of an import that has ended. */
async function importOf(file: string): Promise<string> {
  const headers = { authorization: `Bearer ${admin}` }
  const answer = await on.app.request(`${PREFIX}/import?format=csv`, {
    method: 'POST',
    headers,
    body: file,
  })
  const { id } = (await answer.json()) as { id: string }
  const isRunning = async (): Promise<boolean> => {
    const progress = await on.app.request(`${PREFIX}/import/${id}`, { headers })
    return ((await progress.json()) as { state: string }).state === 'running'
  }
  while (await isRunning()) await turn()
  return id
}
