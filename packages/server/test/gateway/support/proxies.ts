/** Real proxies with the printed configuration. */
import { startCaddy, startHaproxy, startNginx } from '../../../../../scripts/services.mjs'
import type { Server } from '../../../../../scripts/services/server.mjs'
import { printGateway } from '../../../dist/gateway/snippets/print.js'
import type { TokenServer } from './token-server.ts'

/** By the names of the peers. */
export const PROXIES = ['nginx', 'HAProxy', 'Caddy'] as const
export type ProxyName = (typeof PROXIES)[number]

const DIALECTS = { nginx: 'nginx', HAProxy: 'haproxy', Caddy: 'caddy' } as const

export interface Behind {
  readonly tokens: Pick<TokenServer, 'config' | 'address'>
  /** Host and port of the application. */
  readonly application: string
  readonly scopes?: readonly string[]
  /** Another text in place of a part of the printed one. */
  readonly edit?: (printed: string) => string
}

export async function startProxy(name: ProxyName, behind: Behind): Promise<Server> {
  const { tokens, application, scopes = [], edit = (printed) => printed } = behind
  const print = (port: number, lua = false): string =>
    edit(
      printGateway(DIALECTS[name], tokens.config, {
        ...{ server: tokens.address, listen: `127.0.0.1:${port}`, application, scopes, lua },
      }),
    )
  switch (name) {
    case 'nginx':
      return startNginx((port) => print(port))
    case 'Caddy':
      return startCaddy((port) => print(port))
    case 'HAProxy':
      return startHaproxy((port) => ({ configuration: print(port), lua: print(port, true) }))
  }
}
