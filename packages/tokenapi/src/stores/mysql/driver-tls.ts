/** `?ssl={"ca":"…"}` and `?ssl=Amazon RDS`: TLS in the form in which `mysql2` takes it. */
import { type DatabaseUrl, urlError } from '../url/read-url.js'

export interface DriverTls {
  readonly driverTls: string | Readonly<Record<string, unknown>> | undefined
  /** The URL without it. */
  readonly rest: DatabaseUrl
}

/** The profile of `mysql2` that holds the authorities of Amazon RDS. */
const PROFILE = 'Amazon RDS'

const KNOWN: ReadonlySet<string> = new Set([
  ...['rejectUnauthorized', 'verifyIdentity', 'ca', 'cert', 'key', 'passphrase'],
  ...['ciphers', 'minVersion', 'maxVersion'],
])

/** Throws `ConfigError` for an object that `mysql2` would not read. */
export function readDriverTls(url: DatabaseUrl): DriverTls {
  const at = url.options.findIndex(([name, value]) => name === 'ssl' && isDriverTls(value))
  const found = url.options[at]
  if (found === undefined) return { driverTls: undefined, rest: url }
  const rest = { ...url, options: url.options.toSpliced(at, 1) }
  return { driverTls: found[1] === PROFILE ? PROFILE : readObject(found[1]), rest }
}

function isDriverTls(value: string): boolean {
  return value === PROFILE || value.startsWith('{')
}

function readObject(text: string): Readonly<Record<string, unknown>> {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    throw urlError('"ssl" must be true, false, or an object in JSON')
  }
  const options = { ...(parsed as Record<string, unknown>) }
  const unknown = Object.keys(options).find((name) => !KNOWN.has(name))
  if (unknown !== undefined)
    throw urlError(`"ssl" takes ${[...KNOWN].join(', ')}, and nothing else`)
  // `mysql2` takes a certificate for any other host for this one's without this option.
  return { verifyIdentity: options['rejectUnauthorized'] !== false, ...options }
}
