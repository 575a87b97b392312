/** Real proxies with the printed configuration. */
import { startCaddy, startHaproxy, startNginx } from '../../../../../scripts/services.mjs'
import type { Server } from '../../../../../scripts/services/server.mjs'
import { type TokenServer, run } from './token-server.ts'

/** By the names of the peers. */
export const PROXIES = ['nginx', 'HAProxy', 'Caddy'] as const
export type ProxyName = (typeof PROXIES)[number]

export interface Behind {
  readonly tokens: Pick<TokenServer, 'cwd' | 'env' | 'address'>
  /** Host and port of the application. */
  readonly application: string
  readonly scopes?: readonly string[]
  /** Another text in place of a part of the printed one. */
  readonly edit?: (printed: string) => string
}

export async function startProxy(name: ProxyName, behind: Behind): Promise<Server> {
  const { tokens, application, scopes = [], edit = (printed) => printed } = behind
  const print = (port: number, ...more: readonly string[]): string =>
    edit(
      run(tokens.cwd, tokens.env, [
        ...['gateway', 'print', name.toLowerCase(), '--listen', `127.0.0.1:${port}`],
        ...['--server', tokens.address, '--application', application, ...more],
        ...scopes.flatMap((scope) => ['--scopes', scope]),
      ]),
    )
  switch (name) {
    case 'nginx':
      return startNginx(print)
    case 'Caddy':
      return startCaddy(print)
    case 'HAProxy':
      return startHaproxy((port) => ({ configuration: print(port), lua: print(port, '--lua') }))
  }
}
