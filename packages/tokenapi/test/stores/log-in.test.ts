/**
 * Logging in to a database: TLS with certificates of openssl's, every kind of password, and what cannot heal by
 * itself said as a ConfigError with its fix, by real servers.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { ConfigError, UnavailableError } from '../../src/index.ts'
import { mysqlStore } from '../../src/stores/mysql/index.ts'
import { postgresStore } from '../../src/stores/postgres/index.ts'
import { createAuthority } from '../support/certificates.ts'
import { POSTGRES, freshMariadb, freshPostgres } from '../support/databases.ts'
import { describeEachPeer } from '../support/peers/each-peer.ts'
import {
  type SecuredServer,
  USERS_TABLE,
  securedMysql,
  securedPostgres,
} from '../support/secured-servers.ts'
import { tcpProxy } from '../support/tcp-proxy.ts'

type Case = readonly [story: string, url: string, answer: RegExp | 'in']

const openStore = (url: string) =>
  url.startsWith('postgres') ? postgresStore(url) : mysqlStore(url)

/** "in", or the ConfigError's message. Whatever else it says, it never tells a password. */
async function outcome(url: string): Promise<string> {
  const store = openStore(url)
  try {
    await store.ping()
    return 'in'
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    expect(String(error)).not.toContain('canary')
    return (error as Error).message
  } finally {
    await store.close()
  }
}

function logIns(start: () => Promise<SecuredServer>, cases: readonly Case[]): void {
  let server: SecuredServer
  const other = createAuthority()
  beforeAll(async () => {
    server = await start()
  })
  afterAll(() => server.stop())

  it.each(cases)('%s: %s', async (_story, url, answer) => {
    const filled = url
      .replace('AT', server.at)
      .replace('PORT', String(server.port))
      .replace('OTHER', other.ca)
      .replace('CA', server.ca)
      .replace('CERT', server.cert)
      .replace('KEY', server.key)
    if (answer === 'in') expect(await outcome(filled)).toBe('in')
    else expect(await outcome(filled)).toMatch(answer)
  })

  it('a log-in that fails leaves no connection open, however many calls fail', async () => {
    const proxy = await tcpProxy(server.port)
    const store = openStore(
      server.withoutPassword.replace(server.at, `127.0.0.1:${proxy.port}/app`),
    )
    try {
      for (let call = 0; call < 15; call++) await expect(store.ping()).rejects.toThrow(ConfigError)
      await expect.poll(() => proxy.connections()).toBe(0)
      // On a request's way it is an outage, whose log names the fix.
      const request = store.findByUsername('maria')
      await expect(request).rejects.toBeInstanceOf(UnavailableError)
      await expect(request).rejects.toHaveProperty(
        'cause.message',
        expect.stringMatching(/database URL/),
      )
    } finally {
      await store.close()
      await proxy.close()
    }
  })
}

const UNTRUSTED =
  /^the TLS certificate of .* is not accepted \(self-signed certificate.*sslrootcert=/
const WITHOUT_TLS = /offers no TLS, and the database URL asks for it: .*sslmode=disable/
const REFUSED = /refuses our role .*mend user and password/

describe.skipIf(POSTGRES === undefined)('C-07: PostgreSQL with TLS', () => {
  logIns(securedPostgres, [
    ['a password, by SCRAM', 'postgres://scram:right@AT', 'in'],
    ['a wrong one', 'postgres://scram:canary@AT', REFUSED],
    [
      'none, where SCRAM asks for one',
      'postgres://scram@AT',
      /asks for a password, and the database URL holds none/,
    ],
    ['none, where one is asked for in plain text', 'postgres://plain@AT', REFUSED],
    [
      'a log-in that the driver does not have',
      'postgres://gss:canary@AT',
      /asks for a login that the driver cannot do/,
    ],
    ['an unknown role', 'postgres://nobody:canary@AT', /refuses our role without TLS/],
    ['an unknown database', 'postgres://tokenapi@127.0.0.1:PORT/none', /there is no such database/],
    [
      'a role that needs TLS, without',
      'postgres://tls:right@AT',
      /refuses our role without TLS .*add sslmode=verify-full/,
    ],
    ['an authority that nobody knows', 'postgres://tls:right@AT?sslmode=require', UNTRUSTED],
    [
      'another authority',
      'postgres://tls:right@AT?sslmode=verify-full&sslrootcert=OTHER',
      /certificate of .* is not accepted/,
    ],
    ['its authority', 'postgres://tls:right@AT?sslmode=verify-full&sslrootcert=CA', 'in'],
    [
      'by another name of its',
      'postgres://tls:right@localhost:PORT/postgres?sslmode=verify-full&sslrootcert=CA',
      'in',
    ],
    [
      'with the channel bound',
      'postgres://tls:right@AT?sslmode=require&sslrootcert=CA&channel_binding=require',
      'in',
    ],
    ['nothing checked', 'postgres://tls:right@AT?sslmode=no-verify', 'in'],
    [
      'an authority whose file is not there',
      'postgres://tls:right@AT?sslmode=require&sslrootcert=/none',
      /the file of "sslrootcert" cannot be read: \/none \(there is no such file\)/,
    ],
    [
      'a file that is no certificate',
      'postgres://tls:right@AT?sslrootcert=/etc/hostname',
      /holds nothing in PEM/,
    ],
    [
      'a client certificate is required',
      'postgres://shown:right@AT?sslrootcert=CA',
      /requires a client certificate .*sslcert=/,
    ],
    ['and shown', 'postgres://shown:right@AT?sslrootcert=CA&sslcert=CERT&sslkey=KEY', 'in'],
  ])
})

const MYSQL_CASES: readonly Case[] = [
  ['a password', 'mysql://sam:right@AT', 'in'],
  ['a wrong one', 'mysql://sam:canary@AT', REFUSED],
  ['none', 'mysql://sam@AT', REFUSED],
  ['an unknown account', 'mysql://nobody:canary@AT', REFUSED],
  ['a locked one', 'mysql://locked:right@AT', REFUSED],
  ['one whose password has expired', 'mysql://expired:right@AT', REFUSED],
  [
    'an unknown database',
    'mysql://tokenapi:tokenapi@127.0.0.1:PORT/none',
    /there is no such database/,
  ],
  ['another database', 'mysql://elsewhere:right@AT', /our role may not do that/],
  [
    'an account that needs TLS, without',
    'mysql://tls:right@AT',
    /an account that must use TLS needs sslmode=verify-full/,
  ],
  ['an authority that nobody knows', 'mysql://tls:right@AT?ssl-mode=REQUIRED', UNTRUSTED],
  ['the same in the words of the driver', 'mysql://tls:right@AT?ssl={}', UNTRUSTED],
  ['its authority', 'mysql://tls:right@AT?ssl-mode=REQUIRED&ssl-ca=CA', 'in'],
  ['by name', 'mysql://tls:right@localhost:PORT/app?ssl-mode=VERIFY_IDENTITY&ssl-ca=CA', 'in'],
  ['nothing checked', 'mysql://tls:right@AT?sslaccept=accept_invalid_certs', 'in'],
  [
    'a client certificate is required',
    'mysql://shown:right@AT?ssl-ca=CA',
    /one that must show a certificate sslcert and sslkey/,
  ],
  ['and shown', 'mysql://shown:right@AT?ssl-ca=CA&ssl-cert=CERT&ssl-key=KEY', 'in'],
]
const SERVERS = ['MariaDB', 'MySQL'] as const

describeEachPeer(SERVERS)('C-07: %s with TLS', (name) => {
  logIns(
    () => securedMysql(name),
    [
      ...MYSQL_CASES,
      ...(name === 'MariaDB'
        ? ([
            [
              'a log-in that the driver does not have',
              'mysql://ed:canary@AT',
              /asks for a login that the driver cannot do \(Server requests authentication using unknown plugin client_ed25519\)/,
            ],
          ] as const)
        : []),
    ],
  )
})

describeEachPeer([['PostgreSQL', freshPostgres] as const, ['MariaDB', freshMariadb] as const])(
  '%s without TLS',
  (_name, fresh) => {
    it.each([
      ['sslmode=require', WITHOUT_TLS],
      ['ssl-mode=REQUIRED', WITHOUT_TLS],
      ['sslmode=no-verify', WITHOUT_TLS],
      ['sslmode=disable', 'in'],
    ] as const)('%s', async (query, answer) => {
      const database = await fresh()
      await database.query(USERS_TABLE)
      expect(await outcome(`${database.url}?${query}`)).toMatch(answer)
      await database.drop()
    })
  },
)
