import { type Logger, pino } from 'pino'

import { type TokenApiEvent, weaknessOfSecretKey } from 'tokenapi'

import { apiOf } from './api.js'
import { createApp } from './app.js'
import { clientAddresses } from './client-address.js'
import { type Config, isProduction } from './config/read-config.js'
import { type Database, openDatabase } from './database.js'
import { logEvents } from './event-log.js'
import { type FirstUser, createDatabase, firstRunText, firstToken } from './first-run.js'
import { type Listening, listen } from './listen.js'
import { type LogOutput, logOutput } from './log-output.js'
import { noteError } from './request-notes.js'
import { recordEvents } from './record-events.js'
import { readSecretKeys } from './secret.js'
import { SettingError } from './config/setting-error.js'
import { unknownSettingText, unknownSettings } from './config/unknown-settings.js'
import { pruneRegularly } from './tokens/prune-regularly.js'
import { startThrottle } from './throttle/start-throttle.js'
import type { ThrottleStore } from './throttle/throttle-store.js'

const LOOPBACK = /^(?:127\.|::1$|localhost$)/

/** Starts the server by its settings; it ends on SIGTERM, SIGINT and SIGHUP. Throws `SettingError`. */
export async function serve(config: Config): Promise<Listening> {
  const output = logOutput()
  const log = pino(
    { level: config.LOG_LEVEL, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    output,
  )
  output.onLost((count) => log.warn({ count }, 'log lines were lost: standard output is not read'))
  if (!LOOPBACK.test(config.HOST) && isProduction(config) && !config.ALLOW_HTTP) {
    throw new SettingError(
      `HOST=${config.HOST} opens plain HTTP to the network: put TLS in front and say so with ALLOW_HTTP=true`,
    )
  }
  const database = openDatabase(config, { create: !isProduction(config) })
  const secret = readSecretKeys(config, database.secretFile)
  const firstUser =
    database.missing && !isProduction(config) && config.USERS_TABLE === undefined
      ? await createDatabase(database)
      : undefined
  let throttle: ThrottleStore | undefined
  try {
    await pingFor(config, database)()
    throttle = await startThrottle(config, database, log)
    return await start(config, { database, throttle, keys: secret.keys, log, output }, firstUser)
  } catch (error) {
    // An open pool would keep the process from ending after its sentence.
    await throttle?.close()
    await database.store.close()
    throw error
  }
}

/** Rejects if the tables that these settings need cannot be read. */
function pingFor({ ACCESS_TOKENS }: Config, { store }: Database): () => Promise<void> {
  return async () => {
    await store.ping()
    if (ACCESS_TOKENS) await store.tokens.ping()
  }
}

/** That access tokens are on, as the start line has it; nothing where they are off. */
function accessTokensNote(config: Config): object {
  if (!config.ACCESS_TOKENS) return {}
  const { TOKEN_PREFIX: prefixes, ACCESS_TOKEN_LIFETIME_DAYS: lifetimeDays } = config
  const { LOGIN_TOKEN: loginToken = 'access', MAX_STALE_SECONDS: maxStaleSeconds } = config
  return { accessTokens: { prefix: prefixes[0], lifetimeDays, loginToken, maxStaleSeconds } }
}

interface Parts {
  readonly database: Database
  readonly throttle: ThrottleStore | undefined
  readonly keys: readonly string[]
  readonly log: Logger
  readonly output: LogOutput
}

async function start(
  config: Config,
  { database, throttle, keys, log, output }: Parts,
  firstUser: FirstUser | undefined,
): Promise<Listening> {
  const open = !LOOPBACK.test(config.HOST)
  const audit = recordEvents(config, database, log)
  const logged = logEvents(log)
  const onEvent = (event: TokenApiEvent): void => {
    logged(event)
    audit?.record(event)
  }
  const api = apiOf(config, database, keys, { onEvent, throttle })
  const stopPruning = config.ACCESS_TOKENS ? pruneRegularly(api, log) : undefined
  let stopping = false
  const app = createApp({
    api,
    store: { ping: pingFor(config, database) },
    isStopping: () => stopping,
    onNotReady: noteError,
    onError: (error) => log.error({ error: String(error) }, 'a view failed'),
  })
  const { HOST: host, PORT: port } = config
  const addresses = clientAddresses(config.TRUST_PROXY)
  const server = await listen({
    host,
    port,
    log,
    addresses,
    fetch: (request) => app.fetch(request),
  })

  for (const unknown of unknownSettings(process.env)) log.warn(unknownSettingText(unknown))
  const weakness = keys.map(weaknessOfSecretKey).find((found) => found !== undefined)
  if (weakness !== undefined) log.warn(`SECRET_KEY ${weakness.what}; production would refuse it`)
  if (open)
    log.warn('plain HTTP is open to the network: passwords and tokens can be read on the way')
  if (firstUser !== undefined) {
    const token = await firstToken(config, api, firstUser)
    process.stderr.write(firstRunText(server.url, firstUser, token))
  }
  log.info({ ...accessTokensNote(config), url: server.url }, 'listening')

  const stop = async (): Promise<void> => {
    if (stopping) return
    stopping = true
    log.info('stopping')
    stopPruning?.()
    await server.stop()
    await audit?.close()
    await api.close()
    await throttle?.close()
    log.info('stopped')
    const lost = await output.flush()
    if (lost > 0) process.stderr.write(`tokenapi: ${lost} log lines could not be written\n`)
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.once(signal, () => void stop())
  }
  return { ...server, stop }
}
