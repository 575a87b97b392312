/** The setups of the four worlds. Any process can make the same ones. */
import type { TokenApi } from '../http/token-api.js'
import { createTokenApi } from '../create-token-api.js'
import type { PasswordHasher } from '../core/login/password-hasher.js'
import type { UserStore } from '../core/store.js'
import type { TokenStore } from '../core/access/token-store.js'
import { memoryStore } from '../stores/memory/index.js'
import type { BadInputs, HttpRecording, Recordings } from './recording.js'
import { fixtureRoutes, recordedRoutes } from './scenario-routes.js'
import type { ScenarioSetup, ScenarioWorld } from './scenario-app.js'
import { PREFIX, seedTokens } from './seeded-tokens.js'

/**
 * The api and the routes of a world. Every process gets the same ones.
 *
 * @example
 * const { api, routes } = await scenarioSetup('fixture', readRecordings())
 */
export async function scenarioSetup(
  world: ScenarioWorld,
  { http, badInputs }: Recordings,
): Promise<ScenarioSetup> {
  if (world === 'recorded') {
    return { world, api: recordedApi(http), routes: await recordedRoutes(http.views) }
  }
  return { world, api: await fixtureApi(badInputs, world), routes: fixtureRoutes }
}

function recordedApi(http: HttpRecording): TokenApi {
  return createTokenApi({
    secretKey: http.secretKey,
    tokenTimeoutDays: http.timeoutDays,
    // django-tokenapi admits any number of wrong passwords.
    loginThrottle: false,
    compatibility: 'django-tokenapi',
    now: () => new Date(`${http.today}T12:00:00Z`),
    store: memoryStore(
      http.users.map(({ pk, username, password, is_active }) => ({
        id: pk,
        username,
        password,
        isActive: is_active,
      })),
    ),
    passwordHasher: knownPasswords(
      http.users.map(({ password, plaintext }) => [password, plaintext ?? undefined]),
    ),
  })
}

async function fixtureApi({ fixture }: BadInputs, world: ScenarioWorld): Promise<TokenApi> {
  const { SECRET_KEY, TOKEN_TIMEOUT_DAYS } = fixture.settings
  const users = fixture.users.map(({ id, username, passwordHash, isActive }) => ({
    id,
    username,
    password: passwordHash,
    isActive,
    email: `${username}@example.com`,
  }))
  const store = memoryStore(users, { attributes: ['email'] })
  await seedTokens(store.tokens, users)
  return createTokenApi({
    ...(world === 'fixture' ? {} : { accessTokens: { prefix: PREFIX, maxPerUser: 1_000 } }),
    secretKey: SECRET_KEY,
    tokenTimeoutDays: TOKEN_TIMEOUT_DAYS,
    loginThrottle: false,
    store: world === 'outage' ? failing(store) : store,
    passwordHasher: knownPasswords(
      fixture.users.map(({ passwordHash, password }) => [passwordHash, password ?? undefined]),
    ),
  })
}

/** Compares with the recorded passwords instead of hashing, since the scenarios do not test hashes. */
function knownPasswords(
  known: readonly (readonly [hash: string, password: string | undefined])[],
): PasswordHasher {
  const passwords = new Map(known)
  return {
    check: (password, encoded) =>
      Promise.resolve(encoded !== undefined && passwords.get(encoded) === password),
    make: () => Promise.reject(new Error('no scenario makes a hash')),
    mustUpdate: () => false,
  }
}

function failing(store: UserStore): UserStore {
  const noAnswer = (): Promise<never> => Promise.reject(new Error('the database is down'))
  const tokens = Object.fromEntries(Object.keys(store.tokens ?? {}).map((name) => [name, noAnswer]))
  return {
    ...store,
    findById: noAnswer,
    findByUsername: noAnswer,
    tokens: tokens as unknown as TokenStore,
  }
}
