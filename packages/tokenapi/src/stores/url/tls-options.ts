/** What a URL says of TLS, in the spellings of libpq, MySQL's clients, Prisma and the drivers. */
import { ConfigError } from '../../core/errors.js'
import { nodeModule } from '../../core/runtime/node-module.js'
import { urlError } from './read-url.js'
import { type UrlOptions, badValue } from './url-options.js'

export type TlsName = 'mode' | 'ssl' | 'accept' | 'ca' | 'cert' | 'key'

export const TLS_SPELLINGS: Readonly<Record<TlsName, readonly string[]>> = {
  mode: ['sslmode', 'ssl-mode', 'ssl_mode'],
  ssl: ['ssl', 'tls', 'useSSL'],
  accept: ['sslaccept'],
  ca: ['sslrootcert', 'ssl-ca', 'ssl_ca', 'sslca'],
  cert: ['sslcert', 'ssl-cert', 'ssl_cert'],
  key: ['sslkey', 'ssl-key', 'ssl_key'],
}

/** `undefined`: the URL says nothing. `false`: no TLS. */
export type Tls =
  | undefined
  | false
  | {
      /** Whether the certificate has to be of an authority that is trusted. */
      readonly checksCertificate: boolean
      /** Whether it has to be for the host of the URL. */
      readonly checksHost: boolean
      /** Files, read when a connection is made. */
      readonly caFile: string | undefined
      readonly certFile: string | undefined
      readonly keyFile: string | undefined
      /** The option of the URL that asks for it, for messages: `sslmode=require`. */
      readonly askedBy: string
    }

type Check = 'none' | 'all' | 'certificate' | 'nothing'

/**
 * TLS is TLS with a server that proves who it is: a mode that libpq and MySQL take for "encrypt and check
 * nothing" checks here, as `pg` does. Who wants no check says so.
 */
const MODES: ReadonlyMap<string, Check> = new Map([
  ['disable', 'none'],
  ['disabled', 'none'],
  ['prefer', 'all'],
  ['preferred', 'all'],
  ['require', 'all'],
  ['required', 'all'],
  ['verify-ca', 'certificate'],
  ['verify-full', 'all'],
  ['verify-identity', 'all'],
  ['no-verify', 'nothing'],
])

const SSL: ReadonlyMap<string, Check> = new Map([
  ...['true', '1', 'yes', 'on', 'require', 'required'].map((text) => [text, 'all'] as const),
  ...['false', '0', 'no', 'off', 'disable'].map((text) => [text, 'none'] as const),
  ['no-verify', 'nothing'],
])

const ACCEPT: ReadonlyMap<string, Check> = new Map([
  ['strict', 'all'],
  ['accept_invalid_certs', 'nothing'],
  ['accept_invalid_hostnames', 'certificate'],
])

/** `asLibpq`: "require" encrypts and checks nothing, unless a file with an authority is named. */
export function readTls(options: UrlOptions<TlsName>, asLibpq = false): Tls {
  const requested = [
    checkOf(options, 'mode', MODES, 'disable, require, verify-ca, verify-full or no-verify'),
    checkOf(options, 'ssl', SSL, 'true, false or no-verify'),
    checkOf(options, 'accept', ACCEPT, 'strict or accept_invalid_certs'),
  ].filter((each) => each !== undefined)
  const [caFile, certFile, keyFile] = (['ca', 'cert', 'key'] as const).map((name) => {
    const path = options.text(name)
    return path === 'system' ? undefined : path
  })
  const named = (['ca', 'cert', 'key'] as const).find((name) => options.get(name) !== undefined)
  const [first] = requested
  if (first === undefined && named === undefined) return undefined
  const off = requested.find(({ check }) => check === 'none')
  if (off !== undefined) {
    const other = requested.find(({ check }) => check !== 'none')?.option.spelled
    const file = named === undefined ? undefined : options.get(named)?.spelled
    const against = other ?? file
    if (against === undefined) return false
    throw urlError(`"${off.option.spelled}" switches TLS off, and "${against}" wants it: keep one`)
  }
  if ((certFile === undefined) !== (keyFile === undefined)) {
    throw urlError('"sslcert" and "sslkey" belong together: name both files')
  }
  const checks = requested.map(({ check, option }): Check => {
    if (!asLibpq || option.value.startsWith('verify')) return check
    return caFile === undefined ? 'nothing' : 'certificate'
  })
  // An authority that everybody can get a certificate of proves nothing without the host's name.
  const onlyCertificate = checks.includes('certificate') && caFile !== undefined
  return {
    checksCertificate: !checks.includes('nothing'),
    checksHost: !checks.includes('nothing') && !onlyCertificate,
    caFile,
    certFile,
    keyFile,
    askedBy: first === undefined ? 'sslrootcert' : `${first.option.spelled}=${first.option.value}`,
  }
}

interface Option {
  readonly value: string
  readonly spelled: string
}

function checkOf(
  options: UrlOptions<TlsName>,
  name: TlsName,
  values: ReadonlyMap<string, Check>,
  allowed: string,
): { readonly check: Check; readonly option: Option } | undefined {
  const option = options.get(name)
  if (option === undefined || option.value === '') return undefined
  // MySQL's clients write VERIFY_CA.
  const check =
    values.get(option.value.toLowerCase()) ??
    values.get(option.value.toLowerCase().replaceAll('_', '-'))
  if (check === undefined) throw badValue(option, allowed)
  return { check, option }
}

/** The options of `tls.connect`. Throws `ConfigError` for a file that cannot be read. */
export function tlsOptions(tls: Exclude<Tls, undefined | false>): {
  readonly rejectUnauthorized: boolean
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
} {
  const { caFile, certFile, keyFile } = tls
  return {
    rejectUnauthorized: tls.checksCertificate,
    ...(caFile === undefined ? {} : { ca: readFile('sslrootcert', caFile) }),
    ...(certFile === undefined ? {} : { cert: readFile('sslcert', certFile) }),
    ...(keyFile === undefined ? {} : { key: readFile('sslkey', keyFile) }),
  }
}

function readFile(option: string, path: string): string {
  const fs = nodeModule('node:fs')
  if (fs === undefined)
    throw new ConfigError(`${option}: this runtime reads no files: hand in a pool`)
  try {
    const text = fs.readFileSync(path, 'utf8')
    if (text.includes('-----BEGIN ')) return text
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    const why =
      code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'permission denied' : code
    throw urlError(`the file of "${option}" cannot be read: ${path} (${why})`)
  }
  throw urlError(`the file of "${option}" holds nothing in PEM, "-----BEGIN …": ${path}`)
}
