/** A token server with the gateway, and tokens of two users. */
import { type Logger, pino } from 'pino'
import type { TokenApi } from 'tokenapi'
import { inMemoryApi } from 'tokenapi/testing'

import { clientAddresses } from '../../../dist/client-address.js'
import { type Config, readConfig } from '../../../dist/config/read-config.js'
import { logEvents } from '../../../dist/event-log.js'
import { gatewayOf } from '../../../dist/gateway/gateway.js'
import { type Listening, listen } from '../../../dist/listen.js'
import { createPublicApp } from '../../../dist/public/public-app.js'
import { createReadiness } from '../../../dist/readiness.js'

export const PASSWORD = 'right-password-of-these-tests'
export const SETTINGS = {
  GATEWAY: 'nginx,traefik,caddy,haproxy,envoy,oauth2-proxy',
  TRUST_PROXY: '127.0.0.1',
} as const

export interface Caller {
  readonly id: string
  readonly username: string
  /** `Authorization` with a classic token. */
  readonly basic: string
  /** `Authorization` with an access token that has the scope `reports:read`. */
  readonly bearer: string
  readonly tokenId: string
  readonly classicToken: string
}

export interface TokenServer extends Listening {
  readonly config: Config
  /** Host and port. */
  readonly address: string
  readonly maria: Caller
  /** Her name is not ASCII. */
  readonly zoe: Caller
  /** The lines of its log. */
  readonly log: readonly string[]
}

export async function startTokenServer(
  own: Readonly<Record<string, string>> = {},
  port = 0,
): Promise<TokenServer> {
  const config = readConfig({ ...SETTINGS, ...own })
  const names = ['maria', 'zoé, the 1st']
  const users = names.map((username) => ({ username, password: PASSWORD }))
  const log: string[] = []
  const onEvent = logEvents(loggerTo(log))
  const { api, user } = inMemoryApi({ users, accessTokens: true, onEvent })
  const callerOf = async (username: string): Promise<Caller> => {
    const stored = await user(username)
    const classicToken = api.makeToken(stored)
    const issued = await api.accessTokens.issue(stored.id, { scopes: ['reports:read'] })
    return {
      id: String(stored.id),
      username,
      basic: `Basic ${Buffer.from(`${stored.id}:${classicToken}`).toString('base64')}`,
      bearer: `Bearer ${issued.token}`,
      tokenId: issued.record.id,
      classicToken,
    }
  }
  const [maria, zoe] = [await callerOf('maria'), await callerOf('zoé, the 1st')]
  const server = await listenWith(api, config, port, log)
  return { ...server, config, address: `127.0.0.1:${server.port}`, maria, zoe, log }
}

/** The server over an api of a test's own. */
export function listenWith(
  api: TokenApi,
  config: Config,
  port = 0,
  log: string[] = [],
): Promise<Listening> {
  const addresses = clientAddresses(config.TRUST_PROXY)
  const app = createPublicApp({ api, readiness: createReadiness({ ping: async () => {} }) })
  return listen({
    host: '127.0.0.1',
    port,
    log: loggerTo(log),
    addresses,
    direct: gatewayOf(config, api, addresses),
    fetch: (request) => app.fetch(request),
  })
}

function loggerTo(lines: string[]): Logger {
  return pino({ level: 'info' }, { write: (line: string) => void lines.push(line) })
}
