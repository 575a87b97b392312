/** The URL of a MySQL or MariaDB database: the options of `mysql2`, in the usual spellings. */
import { milliseconds, hostAndPort } from '../url/host-and-port.js'
import { readUrl, urlError } from '../url/read-url.js'
import { TLS_SPELLINGS, type Tls, readTls } from '../url/tls-options.js'
import { badValue, readUrlOptions } from '../url/url-options.js'
import { readDriverTls } from './driver-tls.js'

export interface MysqlUrl {
  /** Where it is, for messages: no user, no password. */
  readonly place: string
  /** Options of `mysql2`. */
  readonly config: Readonly<Record<string, string | number | undefined>>
  readonly tls: Tls
  /** TLS in `mysql2`'s own form: the name of a profile, or an object. */
  readonly driverTls: string | Readonly<Record<string, unknown>> | undefined
  readonly maxConnections: number | undefined
  /** Milliseconds. */
  readonly connectTimeout: number | undefined
}

const SPELLINGS = {
  ...TLS_SPELLINGS,
  host: ['host'],
  port: ['port'],
  user: ['user'],
  password: ['password'],
  database: ['database', 'dbname'],
  socket: ['socket', 'unix_socket', 'unix-socket', 'socketPath'],
  charset: ['charset'],
  connectTimeout: ['connect_timeout'],
  maxConnections: ['connection_limit', 'connectionLimit'],
} as const

/** Throws `ConfigError` for what is no URL of MySQL, or holds an option that is not read. */
export function readMysqlUrl(text: string): MysqlUrl {
  const example = 'mysql://user:password@host/name'
  const url = readUrl(text, /^(?:mysql|mariadb):\/\//i, example)
  const { driverTls, rest } = readDriverTls(url)
  const options = readUrlOptions(rest, SPELLINGS)
  const database = options.text('database') ?? url.database
  if (database === '') throw urlError(`it names no database: write ${example}`)
  const charset = options.get('charset')
  if (charset !== undefined && !/^utf8mb4(?:_\w+)?$/i.test(charset.value)) {
    throw badValue(charset, 'utf8mb4')
  }
  const host = options.text('host') ?? url.host
  const port = options.number('port', 1) ?? url.port
  // A folder or a file in place of the host, as in libpq.
  const socket = options.text('socket') ?? (host.startsWith('/') ? host : undefined)
  const tls = readTls(options)
  if (driverTls !== undefined && tls !== undefined) {
    throw urlError('"ssl" holds options of the driver, and another option says the rest: keep one')
  }
  return {
    place: `MySQL at ${socket ?? hostAndPort(host, port)}/${database}`,
    config: {
      host: socket === undefined ? host || undefined : undefined,
      port: socket === undefined ? port : undefined,
      socketPath: socket,
      user: options.text('user') ?? (url.user || undefined),
      password: options.text('password') ?? (url.password || undefined),
      database,
    },
    tls,
    driverTls,
    maxConnections: options.number('maxConnections', 1),
    connectTimeout: milliseconds(options.number('connectTimeout', 0)),
  }
}
