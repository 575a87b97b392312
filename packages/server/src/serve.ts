import { pino } from 'pino'

import { type Config, isProduction } from './config/read-config.js'
import { SettingError } from './config/setting-error.js'
import { openDatabase } from './database.js'
import { createDatabase } from './first-run.js'
import { logOutput } from './log-output.js'
import { isLoopback } from './loopback.js'
import { readSecretKeys } from './secret.js'
import { type Serving, pingFor, start } from './start.js'
import { startThrottle } from './throttle/start-throttle.js'
import type { ThrottleStore } from './throttle/throttle-store.js'

/** Starts the server by its settings; it ends on SIGTERM, SIGINT and SIGHUP. Throws `SettingError`. */
export async function serve(config: Config): Promise<Serving> {
  const output = logOutput()
  const log = pino(
    { level: config.LOG_LEVEL, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    output,
  )
  output.onLost((count) => log.warn({ count }, 'log lines were lost: standard output is not read'))
  refusePlainHttp(config)
  const database = openDatabase(config, { create: !isProduction(config) })
  const { keys } = readSecretKeys(config, database.secretFile)
  const firstUser =
    database.missing && !isProduction(config) && config.USERS_TABLE === undefined
      ? await createDatabase(database)
      : undefined
  let throttle: ThrottleStore | undefined
  try {
    await pingFor(config, database)()
    throttle = await startThrottle(config, database, log)
    return await start(config, { database, throttle, keys, log, output }, firstUser)
  } catch (error) {
    // An open pool would keep the process from ending after its sentence.
    await throttle?.close()
    await database.store.close()
    throw error
  }
}

/** In production, plain HTTP to the network is a mistake unless a proxy in front ends TLS. */
function refusePlainHttp(config: Config): void {
  if (!isProduction(config) || config.ALLOW_HTTP) return
  const open = (['HOST', 'OPERATIONS_HOST'] as const).find((name) => !isLoopback(config[name]))
  if (open === undefined) return
  throw new SettingError(
    `${open}=${config[open]} opens plain HTTP to the network: put TLS in front and say so with ALLOW_HTTP=true`,
  )
}
