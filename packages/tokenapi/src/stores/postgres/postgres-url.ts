/** The URL of a PostgreSQL database: the options of `pg`, in libpq's spellings and the usual others. */
import { milliseconds, hostAndPort } from '../url/host-and-port.js'
import { readUrl, urlError } from '../url/read-url.js'
import { TLS_SPELLINGS, type Tls, readTls } from '../url/tls-options.js'
import { badValue, readUrlOptions } from '../url/url-options.js'

export interface PostgresUrl {
  /** Where it is, for messages: no user, no password. */
  readonly place: string
  /** Options of `pg`; what is `undefined` is left to its environment variables. */
  readonly config: Readonly<Record<string, string | number | boolean | undefined>>
  readonly tls: Tls
  /** `false`: a pooler such as PgBouncer is in between. `undefined`: the URL says nothing. */
  readonly prepare: boolean | undefined
  readonly maxConnections: number | undefined
  /** Milliseconds. */
  readonly connectTimeout: number | undefined
}

const SPELLINGS = {
  ...TLS_SPELLINGS,
  libpqTls: ['uselibpqcompat'],
  sslNegotiation: ['sslnegotiation'],
  channelBinding: ['channel_binding'],
  host: ['host', 'socket', 'unix_socket'],
  port: ['port'],
  user: ['user'],
  password: ['password'],
  database: ['dbname', 'database'],
  schema: ['schema', 'currentSchema', 'search_path'],
  options: ['options'],
  applicationName: ['application_name'],
  encoding: ['client_encoding'],
  connectTimeout: ['connect_timeout'],
  maxConnections: ['connection_limit'],
  pgbouncer: ['pgbouncer'],
  prepare: ['prepare', 'prepared_statements'],
} as const

/** Throws `ConfigError` for what is no URL of PostgreSQL, or holds an option that is not read. */
export function readPostgresUrl(text: string): PostgresUrl {
  const example = 'postgres://user:password@host/name'
  const url = readUrl(text, /^postgres(?:ql)?:\/\//i, example)
  const options = readUrlOptions(url, SPELLINGS)
  const host = options.text('host') ?? url.host
  const port = options.number('port', 1) ?? url.port
  const database = options.text('database') ?? url.database
  if (host === '' && database === '' && url.user !== undefined) {
    throw urlError(`it names neither host nor database: write ${example}`)
  }
  const prepare = prepareOf(options.flag('pgbouncer'), options.flag('prepare'))
  const tls = readTls(options, options.flag('libpqTls'))
  const encoding = options.get('encoding')
  if (encoding !== undefined && !/^utf-?8$/i.test(encoding.value)) throw badValue(encoding, 'utf8')
  const negotiation = options.get('sslNegotiation')
  if (negotiation !== undefined && !/^(?:postgres|direct)$/.test(negotiation.value)) {
    throw badValue(negotiation, 'postgres or direct')
  }
  const schema = options.get('schema')
  if (schema !== undefined && prepare === false) {
    throw urlError(
      `a pooler takes no "${schema.spelled}": name the schema with \`users.schema\` (USERS_SCHEMA)`,
    )
  }
  return {
    place: `PostgreSQL at ${hostAndPort(host, port)}/${database}`,
    config: {
      host: host || undefined,
      port,
      user: options.text('user') ?? (url.user || undefined),
      password: options.text('password') ?? (url.password || undefined),
      database: database || undefined,
      application_name: options.text('applicationName'),
      options: startOptions(options.text('options'), schema?.value),
      enableChannelBinding: readChannelBinding(options.get('channelBinding'), tls),
      sslnegotiation: negotiation?.value,
    },
    tls,
    prepare,
    maxConnections: options.number('maxConnections', 1),
    connectTimeout: milliseconds(options.number('connectTimeout', 0)),
  }
}

function prepareOf(pgbouncer: boolean | undefined, prepare: boolean | undefined) {
  if (pgbouncer === true && prepare === true) {
    throw urlError(
      '"pgbouncer=true" means that nothing is prepared, and "prepare=true" the opposite',
    )
  }
  return pgbouncer === true ? false : prepare
}

/** With a certificate that is not checked, somebody in between could leave the binding out. */
function readChannelBinding(
  option: { readonly value: string; readonly spelled: string } | undefined,
  tls: Tls,
): boolean | undefined {
  if (option === undefined) return undefined
  if (!/^(?:disable|prefer|require)$/.test(option.value)) {
    throw badValue(option, 'disable, prefer or require')
  }
  const isChecked = typeof tls === 'object' && tls.checksCertificate
  if (option.value === 'require' && !isChecked) {
    throw urlError(
      '"channel_binding=require" needs TLS with a checked certificate: add sslmode=verify-full',
    )
  }
  return option.value !== 'disable'
}

/** A backslash keeps a blank inside a value: PostgreSQL, "Options" of libpq's parameters. */
function startOptions(options: string | undefined, schema: string | undefined): string | undefined {
  if (schema === undefined) return options
  const path = schema.split(',').map((name) => `"${name.trim().replaceAll('"', '""')}"`)
  const setting = `-c search_path=${path.join(',').replaceAll(/[\\\s]/g, String.raw`\$&`)}`
  return options === undefined ? setting : `${options} ${setting}`
}
