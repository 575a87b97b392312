/** The parts of the server, connected. */
import type { Logger } from 'pino'
import { type TokenApiEvent, weaknessOfSecretKey } from 'tokenapi'
import { sqlCounters } from 'tokenapi/admin'
import type { RecordedEvent } from 'tokenapi/audit'

import { apiOf } from './api.js'
import { type Config, hasAdmin, isDjangoCompatible, isProduction } from './config/read-config.js'
import { unknownSettingText, unknownSettings } from './config/unknown-settings.js'
import { durableCounters } from './counters/durable-counters.js'
import type { Database } from './database.js'
import { READ_ONLY, USE_PRIMARY } from './doctor/check-server.js'
import { logActions, logEvents } from './event-log.js'
import { type FirstUser, firstRunText, firstToken } from './first-run.js'
import type { Listening } from './listen.js'
import { openListeners } from './listeners.js'
import type { LogOutput } from './log-output.js'
import { isLoopback } from './loopback.js'
import { adminOf } from './operations/admin.js'
import { nodeWeakness } from './node-floor.js'
import { createMetrics } from './operations/metrics.js'
import { createOperationsApp } from './operations/operations-app.js'
import { createPublicApp } from './public/public-app.js'
import { createReadiness } from './readiness.js'
import { recordEvents } from './record-events.js'
import { noteError } from './request-notes.js'
import { stopOnce } from './stop.js'
import { refusalLimit } from './throttle/refusal-limit.js'
import type { ThrottleStore } from './throttle/throttle-store.js'
import { pruneRegularly } from './tokens/prune-regularly.js'

export interface Parts {
  readonly database: Database
  readonly throttle: ThrottleStore | undefined
  readonly keys: readonly string[]
  readonly log: Logger
  readonly output: LogOutput
}

/** The public listener, with the address of the other one. */
export interface Serving extends Listening {
  readonly operationsUrl: string
}

/** Opens both listeners. Rejects with `SettingError`. */
export async function start(
  config: Config,
  parts: Parts,
  firstUser: FirstUser | undefined,
): Promise<Serving> {
  const { database, throttle, keys, log, output } = parts
  const audit = recordEvents(config, database, log)
  const logged = logEvents(log)
  const metrics = createMetrics()
  const counters = config.COUNTERS
    ? durableCounters({ table: sqlCounters(database.store), read: metrics.samples, log })
    : undefined
  const onEvent = (event: TokenApiEvent): void => {
    logged(event)
    metrics.record(event)
    audit?.record(event)
  }
  const limit = refusalLimit(config, { onLimited: metrics.limited })
  const onRefused = limit?.onRefused
  const api = apiOf(config, database, keys, { onEvent, onRefused, throttle })
  const readiness = createReadiness({ ping: pingFor(config, database), onNotReady: noteError })
  const onError = (error: unknown): void => log.error({ error: String(error) }, 'a view failed')
  const welcome = isDjangoCompatible(config)
    ? undefined
    : {
        issuesAccessTokens: config.ACCESS_TOKENS && config.LOGIN_TOKEN !== 'classic',
        ...(isProduction(config) ? {} : { baseUrl: () => publicListener.url }),
      }
  const publicApp = createPublicApp({ api, readiness, onError, welcome })
  const logAction = logActions(log)
  const onAction = (event: RecordedEvent): void => {
    logAction(event)
    audit?.recordAction(event)
  }
  const admin = adminOf(config, { database, api, onEvent: onAction, onError, counters })
  const operationsApp = createOperationsApp({ readiness, api, metrics, admin, onError })
  const { publicListener, operationsListener } = await openListeners(
    config,
    {
      publicApp: limit?.around(publicApp) ?? publicApp,
      operationsApp,
      api,
      onAnswer: metrics.answered,
    },
    log,
  )
  const stopPruning = config.ACCESS_TOKENS ? pruneRegularly(api, log) : undefined
  const urls = { operationsUrl: operationsListener.url, url: publicListener.url }
  warnOperator(config, keys, log)
  void warnOfReplica(database, log)
  if (firstUser !== undefined) {
    const token = await firstToken(config, api, firstUser)
    const hasAllPages = config.ACCESS_TOKENS && config.AUDIT
    process.stderr.write(
      firstRunText({ ...urls, hasAdmin: hasAdmin(config), hasAllPages }, firstUser, token),
    )
  }
  const stop = stopOnce({
    log,
    output,
    readiness,
    steps: [
      () => stopPruning?.(),
      () => publicListener.stop({ drainSeconds: drainSecondsOf(config) }),
      () => audit?.close(),
      () => counters?.close(),
      () => api.close(),
      () => throttle?.close(),
      // Last: operators see that it stops. Its connections are cut.
      () => operationsListener.stop({ patience: 0 }),
    ],
  })
  if (hasAdmin(config)) log.info(adminText(config, urls.operationsUrl))
  // After the signals are handled: who reads this line may stop the server.
  log.info({ ...accessTokensNote(config), ...urls }, 'listening')
  return { ...publicListener, ...urls, stop }
}

/** Rejects if the tables that these settings need cannot be read. */
export function pingFor({ ACCESS_TOKENS }: Config, { store }: Database): () => Promise<void> {
  return async () => {
    await store.ping()
    if (ACCESS_TOKENS) await store.tokens.ping()
  }
}

/** Without a load balancer nothing has to notice: a developer's server ends at once. */
function drainSecondsOf(config: Config): number {
  return config.DRAIN_SECONDS ?? (isProduction(config) ? 2 : 0)
}

/** That access tokens are on, as the start line has it; nothing where they are off. */
function accessTokensNote(config: Config): object {
  if (!config.ACCESS_TOKENS) return {}
  const { TOKEN_PREFIX: prefixes, ACCESS_TOKEN_LIFETIME_DAYS: lifetimeDays } = config
  const { LOGIN_TOKEN: loginToken = 'access', MAX_STALE_SECONDS: maxStaleSeconds } = config
  return { accessTokens: { prefix: prefixes[0], lifetimeDays, loginToken, maxStaleSeconds } }
}

/** Where the admin page is, and who may sign in. */
function adminText({ ADMIN_USERS: names, OPERATIONS_URL: url }: Config, listening: string): string {
  const named =
    names === undefined ? 'that ADMIN_USERS names' : `of ADMIN_USERS (${names.join(', ')})`
  const address = url?.href ?? `${listening}/`
  return `admin page: ${address}; sign in as a user with is_staff or is_superuser, or one ${named}`
}

/** Once the database answers; a server that cannot ask is not ready, and says why. */
async function warnOfReplica({ admin }: Database, log: Logger): Promise<void> {
  const isReadOnly = await admin.isReadOnly().catch(() => false)
  if (isReadOnly) log.warn(`the database ${READ_ONLY}; ${USE_PRIMARY}`)
}

function warnOperator(config: Config, keys: readonly string[], log: Logger): void {
  for (const unknown of unknownSettings(process.env)) log.warn(unknownSettingText(unknown))
  const old = nodeWeakness(process.versions.node)
  if (old !== undefined) log.warn(old)
  const weakness = keys.map(weaknessOfSecretKey).find((found) => found !== undefined)
  if (weakness !== undefined) log.warn(`SECRET_KEY ${weakness.what}; production would refuse it`)
  if (!isLoopback(config.HOST)) {
    log.warn('plain HTTP is open to the network: passwords and tokens can be read on the way')
  }
  if (!isLoopback(config.OPERATIONS_HOST)) {
    log.warn(
      'operations are open to the network: others reach health, metrics and the sign-in of the admin page',
    )
  }
}
