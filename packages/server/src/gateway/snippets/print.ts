import { isScope } from 'tokenapi'

import type { Config } from '../../config/read-config.js'
import { SettingError } from '../../config/setting-error.js'
import type { DialectName } from '../dialects.js'
import { caddySnippet } from './caddy.js'
import { envoySnippet } from './envoy.js'
import { haproxyLua, haproxySnippet } from './haproxy.js'
import { nginxSnippet } from './nginx.js'
import type { SnippetOptions } from './snippet.js'
import { traefikSnippet } from './traefik.js'

/** oauth2-proxy's users have a configuration of their proxy already. */
export type PrintedProxy = Exclude<DialectName, 'oauth2-proxy'>

const PRINT: Readonly<Record<PrintedProxy, (options: SnippetOptions) => string>> = {
  nginx: nginxSnippet,
  caddy: caddySnippet,
  traefik: traefikSnippet,
  haproxy: haproxySnippet,
  envoy: envoySnippet,
}
export const PRINTED = Object.keys(PRINT) as readonly PrintedProxy[]

/** Lua of HAProxy; comments of all others. */
const COMMENT = '#'
const LUA_COMMENT = '--'

export interface PrintOptions extends Partial<Omit<SnippetOptions, 'scopes'>> {
  readonly scopes?: readonly string[]
  /** HAProxy: the file that its configuration loads. */
  readonly lua?: boolean
}

/** The configuration of a proxy for a token server with these settings. Throws `SettingError`. */
export function printGateway(proxy: PrintedProxy, config: Config, given: PrintOptions): string {
  const { lua = false } = given
  if (lua && proxy !== 'haproxy') throw new SettingError('--lua is for haproxy alone: remove it')
  const options: SnippetOptions = {
    server: address('--server', given.server ?? serverOf(config)),
    listen: address('--listen', given.listen ?? '127.0.0.1:8080'),
    application: address('--application', given.application ?? '127.0.0.1:9000'),
    scopes: checkedScopes(given.scopes ?? []),
  }
  const head = `Printed by \`tokenapi gateway print ${proxy}${lua ? ' --lua' : ''}\`. The token server needs the settings
GATEWAY=${proxy} and TRUST_PROXY=${trustOf(config)}: the address from which ${proxy} connects.`
  const mark = lua ? LUA_COMMENT : COMMENT
  return `${head.replaceAll(/^/gm, `${mark} `)}\n${lua ? haproxyLua(options) : PRINT[proxy](options)}`
}

/** What is missing in the settings for the gateway of this proxy; `undefined`: nothing. */
export function missingSettings(proxy: PrintedProxy, config: Config): string | undefined {
  if (config.GATEWAY?.includes(proxy) === true) return undefined
  const names = [...(config.GATEWAY ?? []), proxy].join(',')
  return `the gateway for ${proxy} is off: set GATEWAY=${names} and TRUST_PROXY=${trustOf(config)}`
}

function trustOf({ TRUST_PROXY: trusted }: Config): string {
  return typeof trusted === 'object' ? trusted.join(',') : '127.0.0.1'
}

/** A proxy on the same machine connects to an address, not to all of them. */
function serverOf({ HOST, PORT }: Config): string {
  if (HOST === '0.0.0.0') return `127.0.0.1:${PORT}`
  if (HOST === '::') return `[::1]:${PORT}`
  return HOST.includes(':') ? `[${HOST}]:${PORT}` : `${HOST}:${PORT}`
}

const ADDRESS = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):[0-9]{1,5}$/

function address(flag: string, text: string): string {
  if (ADDRESS.test(text)) return text
  throw new SettingError(
    `${flag} must be a host and a port, such as 127.0.0.1:8080 or [::1]:8080; got ${JSON.stringify(text)}`,
  )
}

function checkedScopes(scopes: readonly string[]): readonly string[] {
  const wrong = scopes.find((scope) => !isScope(scope))
  if (wrong === undefined) return scopes
  throw new SettingError(
    `--scopes: ${JSON.stringify(wrong)} is no scope: 1 to 100 printable ASCII characters without spaces, quotes and backslashes`,
  )
}
