/** What the URL of a database means, and what it must not hold. */
import { describe, expect, it } from 'vitest'

import { ConfigError } from '../../src/index.ts'
import { readMysqlUrl } from '../../src/stores/mysql/mysql-url.ts'
import { readPostgresUrl } from '../../src/stores/postgres/postgres-url.ts'

const CHECKED = { checksCertificate: true, checksHost: true }
const UNCHECKED = { checksCertificate: false, checksHost: false }
const BASE = { postgres: 'postgres://u:p@h/db', mysql: 'mysql://u:p@h/db' }

describe('PostgreSQL: where it is and who we are', () => {
  it.each([
    [
      'everything',
      'postgres://u:p@h:6543/db',
      { host: 'h', port: 6543, user: 'u', password: 'p', database: 'db' },
      'h:6543/db',
    ],
    ['the other scheme, in any case', 'PostgreSQL://h/db', { host: 'h', database: 'db' }, 'h/db'],
    [
      'nothing but a database: the driver and its environment decide',
      'postgres:///db',
      { database: 'db' },
      'localhost/db',
    ],
    [
      'escapes',
      'postgres://a%40b:p%2F%3F%23%25@h/d%20b',
      { host: 'h', user: 'a@b', password: 'p/?#%', database: 'd b' },
      'h/d b',
    ],
    [
      '":" and "@" in a password',
      'postgres://u:a:b@c@h/db',
      { host: 'h', user: 'u', password: 'a:b@c', database: 'db' },
      'h/db',
    ],
    [
      'an IPv6 address',
      'postgres://u:p@[::1]:5432/db',
      { host: '::1', port: 5432 },
      '[::1]:5432/db',
    ],
    [
      "libpq's socket: a host among the options",
      'postgres://u:p@/db?host=/var/run/postgresql',
      { host: '/var/run/postgresql', user: 'u', password: 'p', database: 'db' },
      '/var/run/postgresql/db',
    ],
    [
      "Cloud SQL's: the host before the options counts less",
      'postgres://u:p@localhost/db?host=/cloudsql/a:b:c',
      { host: '/cloudsql/a:b:c' },
      '/cloudsql/a:b:c/db',
    ],
    [
      'a socket whose folder is escaped',
      'postgres://%2Fvar%2Frun/db',
      { host: '/var/run' },
      '/var/run/db',
    ],
    ['other names of a socket', 'postgres:///db?unix_socket=/s', { host: '/s' }, '/s/db'],
    [
      'user, password and database among the options',
      'postgres://h?user=u&password=p&dbname=db',
      { host: 'h', user: 'u', password: 'p', database: 'db' },
      'h/db',
    ],
    [
      'a schema',
      `${BASE.postgres}?schema=a b`.replace(' ', '%20'),
      { options: String.raw`-c search_path="a\ b"` },
      'h/db',
    ],
    [
      'a schema beside other options',
      `${BASE.postgres}?options=-c%20geqo%3Doff&schema=app`,
      { options: '-c geqo=off -c search_path="app"' },
      'h/db',
    ],
    [
      'a name for the session',
      `${BASE.postgres}?application_name=mine`,
      { application_name: 'mine' },
      'h/db',
    ],
    [
      "Neon's",
      `${BASE.postgres}?sslmode=require&channel_binding=require`,
      { enableChannelBinding: true },
      'h/db',
    ],
  ] as const)('%s: %s', (_what, text, config, place) => {
    const read = readPostgresUrl(text)
    expect(read.config).toMatchObject(config)
    expect(read.place).toBe(`PostgreSQL at ${place}`)
  })

  it.each([
    ['', undefined],
    ['?pgbouncer=true', false],
    ['?prepare=false', false],
    ['?prepared_statements=no', false],
    ['?pgbouncer=false', undefined],
    ['?prepare=true', true],
  ])('prepared statements: "%s" is %s', (query, prepare) => {
    expect(readPostgresUrl(BASE.postgres + query).prepare).toBe(prepare)
  })

  it('how many connections, and how long to wait for one', () => {
    expect(readPostgresUrl(`${BASE.postgres}?connection_limit=3&connect_timeout=2`)).toMatchObject({
      maxConnections: 3,
      connectTimeout: 2_000,
    })
  })
})

describe('MySQL: where it is and who we are', () => {
  it.each([
    [
      'everything',
      'mysql://u:p@h:3307/db',
      { host: 'h', port: 3307, user: 'u', password: 'p', database: 'db' },
      'h:3307/db',
    ],
    ['the other scheme', 'mariadb://h/db', { host: 'h', database: 'db' }, 'h/db'],
    [
      'a socket',
      `${BASE.mysql}?socket=/run/mysqld/mysqld.sock`,
      { socketPath: '/run/mysqld/mysqld.sock', host: undefined },
      '/run/mysqld/mysqld.sock/db',
    ],
    ['its other names', 'mysql://u:p@/db?unix_socket=/s', { socketPath: '/s', user: 'u' }, '/s/db'],
    [
      'where a host would stand',
      'mysql://u:p@%2Frun%2Fmysqld.sock/db',
      { socketPath: '/run/mysqld.sock' },
      '/run/mysqld.sock/db',
    ],
    ['a character set that is ours', `${BASE.mysql}?charset=utf8mb4`, { database: 'db' }, 'h/db'],
  ] as const)('%s: %s', (_what, text, config, place) => {
    const read = readMysqlUrl(text)
    expect(read.config).toMatchObject(config)
    expect(read.place).toBe(`MySQL at ${place}`)
  })
})

describe('TLS, in the spellings that are in use', () => {
  it.each([
    ['', undefined],
    ['?sslmode=disable', false],
    ['?ssl-mode=DISABLED', false],
    ['?ssl=false', false],
    ['?ssl=0', false],
    ['?sslmode=prefer', CHECKED],
    ['?sslmode=require', CHECKED],
    ['?ssl-mode=REQUIRED', CHECKED],
    ['?ssl_mode=required', CHECKED],
    ['?ssl=true', CHECKED],
    ['?tls=true', CHECKED],
    ['?useSSL=true', CHECKED],
    ['?sslaccept=strict', CHECKED],
    ['?sslmode=verify-full', CHECKED],
    ['?ssl-mode=VERIFY_IDENTITY', CHECKED],
    [
      '?sslmode=verify-ca&sslrootcert=/ca',
      { checksCertificate: true, checksHost: false, caFile: '/ca' },
    ],
    [
      '?ssl-mode=VERIFY_CA&ssl-ca=/ca',
      { checksCertificate: true, checksHost: false, caFile: '/ca' },
    ],
    // Everybody gets a certificate of a public authority: without the host it proves nothing.
    ['?sslmode=verify-ca', CHECKED],
    ['?sslrootcert=/ca', { ...CHECKED, caFile: '/ca' }],
    ['?sslrootcert=system&sslmode=verify-full', { ...CHECKED, caFile: undefined }],
    ['?sslmode=require&sslcert=/c&sslkey=/k', { ...CHECKED, certFile: '/c', keyFile: '/k' }],
    ['?sslmode=no-verify', UNCHECKED],
    ['?ssl=no-verify', UNCHECKED],
    ['?sslaccept=accept_invalid_certs', UNCHECKED],
    ['?sslmode=require&sslaccept=accept_invalid_certs', UNCHECKED],
  ])('"%s"', (query, tls) => {
    const read = [readPostgresUrl(BASE.postgres + query), readMysqlUrl(BASE.mysql + query)]
    for (const { tls: found } of read) {
      if (typeof tls === 'object') expect(found).toMatchObject(tls)
      else expect(found).toBe(tls)
    }
  })

  it('"require" as libpq has it is asked for by name', () => {
    const read = (query: string) => readPostgresUrl(`${BASE.postgres}?uselibpqcompat=true&${query}`)
    expect(read('sslmode=require').tls).toMatchObject(UNCHECKED)
    expect(read('sslmode=require&sslrootcert=/ca').tls).toMatchObject({
      checksCertificate: true,
      checksHost: false,
    })
    expect(read('sslmode=verify-full').tls).toMatchObject(CHECKED)
  })

  it('the options of `mysql2` itself', () => {
    const driverTls = (ssl: string): unknown =>
      readMysqlUrl(`${BASE.mysql}?ssl=${encodeURIComponent(ssl)}`).driverTls
    expect(driverTls('{}')).toEqual({ verifyIdentity: true })
    expect(driverTls('{"rejectUnauthorized":false}')).toEqual({
      rejectUnauthorized: false,
      verifyIdentity: false,
    })
    expect(driverTls('Amazon RDS')).toBe('Amazon RDS')
  })
})

describe('what cannot be is a ConfigError that names the fix', () => {
  it.each([
    ['sslmod=require', 'unknown option "sslmod". Did you mean "sslmode"?'],
    ['ssl-mod=REQUIRED', 'unknown option "ssl-mod". Did you mean "ssl-mode"?'],
    ['SSLRootCerts=/ca', 'unknown option "SSLRootCerts". Did you mean "sslrootcert"?'],
    ['frobnicate=1', 'unknown option "frobnicate". Known ones: sslmode, ssl-mode,'],
    [
      'sslmode=yes-please',
      '"sslmode" must be disable, require, verify-ca, verify-full or no-verify; got "yes-please"',
    ],
    ['ssl=perhaps', '"ssl" must be true, false or no-verify; got "perhaps"'],
    ['sslmode=require&sslmode=disable', 'with two values: keep one'],
    ['sslmode=disable&ssl=true', '"sslmode" switches TLS off, and "ssl" wants it: keep one'],
    [
      'sslmode=disable&sslrootcert=/ca',
      '"sslmode" switches TLS off, and "sslrootcert" wants it: keep one',
    ],
    ['sslmode=require&sslcert=/c', '"sslcert" and "sslkey" belong together'],
    ['port=none', '"port" must be a whole number, 1 or more; got "none"'],
    ['port=0', '"port" must be a whole number, 1 or more'],
    ['connection_limit=0', '"connection_limit" must be a whole number, 1 or more'],
    ['sslmode', 'options are written ?name=value'],
  ])('?%s: %s', (query, message) => {
    for (const read of [
      () => readPostgresUrl(`${BASE.postgres}?${query}`),
      () => readMysqlUrl(`${BASE.mysql}?${query}`),
    ]) {
      expect(read).toThrow(ConfigError)
      expect(read).toThrow(message)
    }
  })

  it.each([
    ['pgbouncer=perhaps', '"pgbouncer" must be true or false; got "perhaps"'],
    ['pgbouncer=true&prepare=true', 'the opposite'],
    ['pgbouncer=true&schema=app', 'name the schema with `users.schema`'],
    ['channel_binding=require', '"channel_binding=require" needs TLS with a checked certificate'],
    ['sslmode=no-verify&channel_binding=require', 'needs TLS with a checked certificate'],
    ['client_encoding=latin1', '"client_encoding" must be utf8; got "latin1"'],
  ])('PostgreSQL ?%s: %s', (query, message) => {
    expect(() => readPostgresUrl(`${BASE.postgres}?${query}`)).toThrow(message)
  })

  it.each([
    ['charset=latin1', '"charset" must be utf8mb4; got "latin1"'],
    ['ssl={"rejectUnauthorised":false}', '"ssl" takes rejectUnauthorized, '],
    ['ssl={', '"ssl" must be true, false, or an object in JSON'],
    ['ssl={}&ssl-mode=REQUIRED', 'keep one'],
    ['pgbouncer=true', 'unknown option "pgbouncer"'],
  ])('MySQL ?%s: %s', (query, message) => {
    expect(() => readMysqlUrl(`${BASE.mysql}?${query}`)).toThrow(message)
  })

  it.each([
    [
      'postgres://u:canary%zz@h/db',
      'the password holds a "%" that begins no escape: write a percent sign as %25',
    ],
    ['postgres://can%ary:p@h/db', 'the user name holds a "%"'],
    ['postgres://u:p@h/can%ary', 'the name of the database holds a "%"'],
    ['postgres://u:p@h/db?host=can%ary', 'an option holds a "%"'],
    ['postgres://u:p%00canary@h/db', 'the password holds a NUL'],
    ['postgres://u:canary/ry@h/db', 'must have these characters escaped'],
    ['postgres://u:canary#ry@h/db', 'must have these characters escaped'],
    ['postgres://u:1/canary@h/db', 'must have these characters escaped'],
    ['postgres://u:1#canary@h/db', 'must have these characters escaped'],
    ['postgres://u:1?canary@h/db', 'a "?" in user name or password is written as %3F'],
    ['postgres://u:1?canary=x@h/db', 'a "?" in user name or password'],
    ['postgres://u:p@1?canary=x@h/db', 'a "?" in user name or password'],
    ['postgres://u:1?can@ary=x@h/db', 'a "?" in user name or password'],
    ['postgres://u:canary?sslmode=x@h/db', 'the port must be a number'],
    ['postgres://u:canary@h:port/db', 'the port must be a number'],
    ['postgres://u:canary@h:99999/db', 'the port must be a number'],
    ['postgres://u:canary@h1,h2/db', 'several hosts'],
    ['postgres://u:canary@h/db\r', 'ends with a line break'],
    ['postgres://u:canary@h/db\n', 'ends with a line break'],
    ['"postgres://u:canary@h/db"', 'quotation marks'],
    ["'postgres://u:canary@h/db'", 'quotation marks'],
    ['postgres://u:can ary@h/db', 'a space or a control character'],
    ['postgres:u:canary@h/db', 'write postgres://user:password@host/name'],
    ['mysql://u:canary@h/db', 'write postgres://user:password@host/name'],
    ['postgres://u:canary@', 'it names neither host nor database'],
    ['host=h password=canary', 'a space or a control character'],
  ])('%j', (text, message) => {
    const read = (): unknown => readPostgresUrl(text)
    expect(read).toThrow(ConfigError)
    expect(read).toThrow(new RegExp(message.replaceAll(/[?%.]/g, String.raw`\$&`)))
    try {
      read()
    } catch (error) {
      // What may be a piece of the password is in no message.
      expect(String(error)).not.toMatch(/can|ary|zz|99999/)
    }
  })
})
