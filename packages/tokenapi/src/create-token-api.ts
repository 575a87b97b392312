import { checkedStore } from './core/store/checked-store.js'
import { accessTokensOf } from './core/access/access-tokens-of.js'
import { createAdmitLogin } from './core/throttle/admit-login.js'
import { clockOf } from './core/options/clock.js'
import { knownTokens } from './core/access/known-token.js'
import { readLoginThrottle } from './core/throttle/create-login-throttle.js'
import { createTickets } from './core/tickets/issue-ticket.js'
import { createLogins } from './core/login/login.js'
import { loginTokens } from './core/login/login-token.js'
import { passwordBackend, readBackend, withHasher } from './core/login/password-backend.js'
import { createUpgrade } from './core/login/password-upgrade.js'
import { publicUserMapper } from './core/public-user.js'
import { createReporter } from './core/events/reporter.js'
import { readKeyRing } from './core/secret-key.js'
import { tokenMaker } from './core/classic/token-maker.js'
import { countedAttempts } from './core/throttle/throttled-attempt.js'
import { changesOf } from './core/auth-state/store-changes.js'
import { notedStore } from './core/auth-state/noted-store.js'
import { tokenMemoryOf } from './core/auth-state/token-memory-options.js'
import { createTicketVerifier } from './core/tickets/ticket-verifier.js'
import { createTokenVerifier } from './core/token-verifier.js'
import { createTokenProver } from './core/prove-token.js'
import { createHealth } from './core/health.js'
import { tokenWindow } from './core/classic/token-window.js'
import { createUnlock } from './core/throttle/unlock.js'
import type { StoredUser } from './core/user.js'
import { clientAddressFrom } from './http/client-address.js'
import { ALL_PLACES } from './http/credentials/credential-places.js'
import { readLimits } from './http/body/limits.js'
import { createRefuse } from './http/refusal/refuse.js'
import { type TokenApiOptions, readTokenApiOptions } from './http/token-api-options.js'
import { tokenApiOver } from './http/token-api-over.js'
import type { TokenApi } from './http/token-api.js'
import { hasherFor } from './password/allowed-hashes.js'
import { hasherOver } from './password/hasher.js'
import { preferPbkdf2 } from './password/preferred-pbkdf2.js'

/**
 * The api over a store and a secret key. Throws `ConfigError`, with the option's name and the fix.
 *
 * @example
 * const api = createTokenApi({ secretKey: process.env.SECRET_KEY, store: sqliteStore('app.sqlite3') })
 */
export function createTokenApi<A = object>(given: TokenApiOptions<A>): TokenApi<A> {
  const options = readTokenApiOptions(given)
  const asDjango = options.compatibility === 'django-tokenapi'
  const clock = clockOf(options.now)
  const reporter = createReporter({ onEvent: options.onEvent, clock })
  const checked = checkedStore(options.store)
  const changes = changesOf(options.store)
  const store = notedStore(checked, changes)
  const ring = readKeyRing(options.secretKey, reporter.warn)
  const timeoutDays = options.tokenTimeoutDays ?? 7
  const timeZone = options.timeZone ?? 'UTC'
  const maxStaleSeconds = options.maxStaleSeconds ?? 0
  const window = tokenWindow({
    timeoutDays,
    maxFutureDays: options.maxFutureDays ?? (asDjango ? Infinity : 1),
    timeZone,
    now: options.now,
  })
  const clientAddress = clientAddressFrom(options.clientAddress, reporter.warn)
  const toPublicUser = publicUserMapper<A>(store.attributes)
  const tokens = tokenMaker(ring, window)
  const access = accessTokensOf({ ...options, store, reporter, clock })
  const makeToken = loginTokens({ ...options, access, toPublicUser, makeToken: tokens.makeToken })

  const find = (username: string): Promise<StoredUser | undefined> => store.findByUsername(username)
  const restrict = hasherFor(options)
  const hasher = restrict(options.passwordHasher ?? hasherOver(preferPbkdf2()))
  const upgrade = createUpgrade({
    upgrades: store.upgrades,
    wanted: options.upgradePasswords,
    asDjango,
    hasher,
    ring,
    hasAccessTokens: access.settings !== undefined,
    reporter,
    window,
  })
  const backends = options.backends?.map((each) => readBackend(withHasher(each, restrict))) ?? [
    passwordBackend({ find, hasher }),
  ]

  const throttle = readLoginThrottle(options.loginThrottle, {
    now: options.now,
    warn: reporter.warn,
  })
  const attempts = countedAttempts({
    find,
    knownToken: knownTokens({ ring, store, access: access.verifying, window }),
  })
  const admit = createAdmitLogin(throttle, attempts, reporter.warn)
  const verifying = {
    ...{ ring, store, toPublicUser, timeoutDays, window, reporter },
    access: access.verifying,
  }
  const prove = createTokenProver(verifying)
  const { memory, stop: stopMemory } = tokenMemoryOf({
    ...{ ...options, store, changes, clock, warn: reporter.warn },
    ...{ prove, window, idle: access.settings?.idle },
  })
  const reading = {
    limits: readLimits(options.limits),
    places: options.credentials ?? ALL_PLACES,
    tokenPrefixes: access.settings?.prefixes ?? [],
  }

  return tokenApiOver({
    ...tokens,
    ...reading,
    toPublicUser,
    defaultScopes: access.settings?.defaultScopes ?? [],
    accessTokens: access.service,
    jsonLogin: !asDjango,
    reporter,
    verify: createTokenVerifier({ ...verifying, prove, memory }),
    verifyTicket: createTicketVerifier({ ...verifying, clock }),
    tickets: createTickets({ ring, store, clock }),
    ...createLogins({ admit, backends, upgrade, reporter, makeToken }),
    refuse: createRefuse({
      realm: options.realm ?? 'api',
      onRefused: options.onRefused,
      reporter,
      clientAddress,
    }),
    clientAddress,
    unlock: createUnlock(throttle, find),
    explainParts: {
      ...verifying,
      ...reading,
      timeZone,
      clock,
      throttle,
      countedAttemptOf: attempts,
      memory,
      maxStaleSeconds,
    },
    health: createHealth({
      ...{ store, memory, maxStaleSeconds, hasher, droppedEvents: reporter.dropped },
      tokens: access.verifying && store.tokens,
    }),
    droppedEvents: reporter.dropped,
    close: async () => {
      stopMemory()
      await access.flush()
      await reporter.drained()
      await store.close()
    },
  })
}
