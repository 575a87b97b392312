/** The public names. A change here is a change of the API. */
import { expect, it } from 'vitest'

it.each([
  [
    'tokenapi',
    [
      'ConfigError',
      'RecordError',
      'RefusedError',
      'UnavailableError',
      'UserExistsError',
      'createTokenApi',
      'jsonError',
      'jsonResponse',
      'jsonResponseBadRequest',
      'jsonResponseForbidden',
      'jsonResponseNotAcceptable',
      'jsonResponseNotAllowed',
      'jsonResponseNotFound',
      'jsonResponseUnauthorized',
      'passwordBackend',
      'readUserId',
    ],
  ],
  [
    'tokenapi/password',
    [
      'checkPassword',
      'createPasswordHasher',
      'describePassword',
      'isPasswordUsable',
      'makePassword',
      'mustUpdate',
    ],
  ],
  ['tokenapi/memory', ['memoryStore']],
  ['tokenapi/sqlite', ['sqliteStore']],
  ['tokenapi/postgres', ['postgresStore']],
  ['tokenapi/mysql', ['mysqlStore']],
  [
    'tokenapi/testing',
    [
      'SCENARIO_WORLDS',
      'adapterContract',
      'fakeClock',
      'inMemoryApi',
      'loginAs',
      'readRecordings',
      'scenarioSetup',
      'storeContract',
    ],
  ],
  ['tokenapi/express', ['authenticate', 'tokenRequired', 'tokenRoutes']],
  [
    'tokenapi/nest',
    [
      'CurrentAuthentication',
      'CurrentUser',
      'InjectTokenApi',
      'TOKEN_API',
      'TokenApiModule',
      'TokenGuard',
      'TokenNotRequired',
      'TokenRequired',
      'authenticate',
      'tokenRequired',
      'tokenRoutes',
    ],
  ],
  ['tokenapi/elysia', ['authenticate', 'tokenRequired', 'tokenRoutes']],
  ['tokenapi/fastify', ['authenticate', 'tokenRequired', 'tokenRoutes']],
  ['tokenapi/hapi', ['authenticate', 'tokenRequired', 'tokenRoutes']],
  ['tokenapi/h3', ['authenticate', 'tokenRequired', 'tokenRoutes']],
  ['tokenapi/hono', ['authenticate', 'tokenRequired', 'tokenRoutes']],
  ['tokenapi/koa', ['authenticate', 'tokenRequired', 'tokenRoutes']],
  ['tokenapi/lambda', ['authenticate', 'tokenRequired', 'tokenRoutes']],
  ['tokenapi/next', ['authenticate', 'tokenRequired', 'tokenRoutes']],
  ['tokenapi/node', ['authenticate', 'tokenRequired', 'tokenRoutes']],
  ['@tokenapi/server', ['SettingError', 'createApp', 'listen', 'readConfig', 'serve']],
])('%s', async (entry, names) => {
  const module = (await import(entry)) as object
  expect(Object.keys(module).toSorted()).toEqual(names)
})
