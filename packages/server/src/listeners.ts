/** The public listener, and the one for operators. */
import type { Hono } from 'hono'
import type { Logger } from 'pino'
import type { TokenApi } from 'tokenapi'

import type { AnswerTime } from './answer-times.js'
import { clientAddresses } from './client-address.js'
import { type Config, isProduction } from './config/read-config.js'
import { SettingError } from './config/setting-error.js'
import { gatewayOf } from './gateway/gateway.js'
import { type Listening, isPortInUse, listen } from './listen.js'
import { QUIET_PATHS } from './operations/operations-app.js'
import type { App } from './throttle/refusal-limit.js'

export interface Listeners {
  readonly publicListener: Listening
  readonly operationsListener: Listening
}

export interface Apps {
  readonly publicApp: App
  readonly operationsApp: Hono
  /** What the gateway of the public listener asks. */
  readonly api: TokenApi
  /** Called when the public listener has answered. */
  readonly onAnswer?: ((answer: AnswerTime) => void) | undefined
}

/** Opens both: that of operators first, which tells them why the other one does not answer. Rejects with `SettingError`. */
export async function openListeners(config: Config, apps: Apps, log: Logger): Promise<Listeners> {
  const operationsListener = await listenForOperators(config, apps.operationsApp, log)
  const addresses = clientAddresses(config.TRUST_PROXY)
  try {
    const publicListener = await listen({
      host: config.HOST,
      port: config.PORT,
      log,
      addresses,
      onAnswer: apps.onAnswer,
      direct: gatewayOf(config, apps.api, addresses),
      fetch: apps.publicApp.fetch,
    })
    return { publicListener, operationsListener }
  } catch (error) {
    await operationsListener.stop({ patience: 0 })
    throw error
  }
}

const DEFAULT_PORT = 8001
/** Files of users are sent there. */
const REQUEST_MS = 600_000
const SETTINGS = { host: 'OPERATIONS_HOST', port: 'OPERATIONS_PORT' } as const

async function listenForOperators(config: Config, app: Hono, log: Logger): Promise<Listening> {
  const { OPERATIONS_HOST: host, OPERATIONS_PORT: chosen, OPERATIONS_URL: url, PORT } = config
  const port = chosen ?? DEFAULT_PORT
  const listenAt = (at: number): Promise<Listening> =>
    listen({
      host,
      port: at,
      log,
      settings: SETTINGS,
      requestMilliseconds: REQUEST_MS,
      quietPaths: QUIET_PATHS,
      // Without a proxy in front, the header of a client would be believed.
      addresses: clientAddresses(url === undefined ? undefined : config.TRUST_PROXY),
      fetch: (request) => app.fetch(request),
    })
  // A developer may run several servers, and looks at what they print. In production a port that changes is not scraped.
  const mayMove = chosen === undefined && !isProduction(config)
  if (port === PORT && port !== 0) {
    if (mayMove) return listenAt(0)
    throw new SettingError(
      `PORT and OPERATIONS_PORT are both ${port}: set OPERATIONS_PORT to another port`,
    )
  }
  try {
    return await listenAt(port)
  } catch (error) {
    if (!mayMove || !isPortInUse(error)) throw error
    const listening = await listenAt(0)
    log.warn(
      { url: listening.url },
      `port ${port} is in use: operations are at another port; set OPERATIONS_PORT to choose one`,
    )
    return listening
  }
}
