import { type CommandContext, type RouteMap, buildRouteMap } from '@stricli/core'

import {
  PRINTED,
  type PrintedProxy,
  missingSettings,
  printGateway,
} from '../gateway/snippets/print.js'
import { write } from '../output.js'
import { buildCommand } from './build-command.js'
import {
  type SwitchFlag,
  configOf,
  switchFlag,
  runCommand,
  textFlag,
  textsFlag,
} from './context.js'

interface Flags {
  readonly scopes?: readonly string[]
  readonly listen?: string
  readonly application?: string
  readonly server?: string
  readonly lua: boolean
}

const lua: SwitchFlag = switchFlag('haproxy: print the Lua file that the configuration loads')

const print = buildCommand({
  func: (flags: Flags, proxy: PrintedProxy) =>
    runCommand(async () => {
      const config = configOf()
      const scopes = flags.scopes?.flatMap((list) => list.split(/[ ,]/)).filter(Boolean)
      await write(printGateway(proxy, config, { ...flags, ...(scopes && { scopes }) }))
      const missing = missingSettings(proxy, config)
      if (missing !== undefined) process.stderr.write(`tokenapi: ${missing}\n`)
    }),
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [
        {
          parse: proxyOf,
          placeholder: 'proxy',
          brief: PRINTED.join(', '),
        },
      ],
    },
    flags: {
      scopes: textsFlag(
        'list',
        'scopes that a token needs, all of them; comma-separated or repeated; default none',
      ),
      listen: textFlag('address', 'host and port of the proxy, default 127.0.0.1:8080'),
      application: textFlag('address', 'host and port of the application, default 127.0.0.1:9000'),
      server: textFlag('address', 'host and port of the token server, default HOST and PORT'),
      lua,
    },
  },
  docs: {
    brief: 'Print the configuration of a proxy',
    fullDescription: `Prints the configuration of a proxy that asks the token server about each request before it passes the request to
an application. The token server needs GATEWAY and TRUST_PROXY.

Examples:
  tokenapi gateway print nginx > /etc/nginx/conf.d/tokenapi.conf
  tokenapi gateway print caddy --scopes reports:read --application 127.0.0.1:9000
  tokenapi gateway print haproxy --lua > /etc/haproxy/tokenapi.lua`,
  },
})

export const gatewayCommands: RouteMap<CommandContext> = buildRouteMap({
  routes: { print },
  docs: { brief: 'A proxy in front of an application: print its configuration' },
})

function proxyOf(text: string): PrintedProxy {
  const proxy = PRINTED.find((name) => name === text)
  if (proxy === undefined) throw new Error(`"${text}" is not one of ${PRINTED.join(', ')}`)
  return proxy
}
