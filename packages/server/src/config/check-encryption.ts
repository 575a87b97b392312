import type * as v from 'valibot'

import { isLoopback } from '../loopback.js'
import { SettingError } from './setting-error.js'
import type { Settings } from './settings.js'

/** The host of a URL of PostgreSQL or MySQL; several of them, with ports, where the URL names several. */
const HOSTS = /^(postgres|mysql)[a-z]*:\/\/(?:[^/?#]*@)?([^/?#]*)/i
/** A file, as `pg` and `mysql2` take it. */
const SOCKET = /[?&](?:host|socketPath)=(?:\/|%2f)/i
/** Any word of the URL about TLS: `sslmode`, `ssl-mode`, `ssl-ca`, `useSSL`, `tls`. */
const TLS = /[?&](?:use)?(?:ssl|tls)[a-z_-]*=[^&]/i

const VALUES = {
  postgres: ['sslmode=verify-full', 'sslmode=disable'],
  mysql: ['ssl-mode=VERIFY_IDENTITY', 'ssl-mode=DISABLED'],
} as const

/**
 * In production, hashes of passwords cross no network in the clear unless `DATABASE_URL`, or `PGSSLMODE`, asks for it. Throws
 * `SettingError`.
 */
export function checkEncryption(
  { NODE_ENV, DATABASE_URL }: v.InferOutput<typeof Settings>,
  { PGSSLMODE = '' }: Readonly<Record<string, string | undefined>>,
): void {
  if (NODE_ENV !== 'production') return
  const url = DATABASE_URL.reveal()
  const [, scheme = '', hosts = ''] = HOSTS.exec(url) ?? []
  const remote = hosts.split(',').find((host) => !isHere(host))
  if (remote === undefined || SOCKET.test(url) || TLS.test(url)) return
  const kind = scheme.toLowerCase() === 'mysql' ? 'mysql' : 'postgres'
  if (kind === 'postgres' && PGSSLMODE !== '') return
  const [encrypted, plain] = VALUES[kind]
  throw new SettingError(
    `DATABASE_URL: the connection to ${remote} would not be encrypted: add ${encrypted}, or ${plain} where the network to it is your own`,
  )
}

function isHere(host: string): boolean {
  const name = /^\[(.*)\]/.exec(host)?.[1] ?? host.replace(/:\d*$/, '')
  return name === '' || isLoopback(name) || /^(?:\/|%2f)/i.test(name)
}
