/** Servers that ask for passwords and TLS, as in production, with users for each way in. */
import { chmodSync, chownSync, copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

import mysql from 'mysql2/promise'
import pg from 'pg'

import { startMariadb, startMysql, startPostgres } from '../../../../scripts/services.mjs'
import { createAuthority } from './certificates.ts'

export interface SecuredServer {
  /** Takes the place of `HOST` in a URL. */
  readonly at: string
  readonly port: number
  /** A URL of a user who needs a password, without one. */
  readonly withoutPassword: string
  /** The file of the authority that vouches for it, and of one of its certificates. */
  readonly ca: string
  readonly cert: string
  readonly key: string
  query(sql: string): Promise<unknown>
  stop(): Promise<void>
}

/** Names of the server in its certificate. */
const NAMES = ['DNS:localhost', 'IP:127.0.0.1']
export const USERS_TABLE =
  'CREATE TABLE auth_user (id int PRIMARY KEY, username varchar(150), password varchar(128), is_active boolean)'

/** A user for each method of pg_hba.conf; everybody's password is "right". */
const HBA = {
  scram: 'host all scram 127.0.0.1/32 scram-sha-256',
  plain: 'host all plain 127.0.0.1/32 password',
  gss: 'host all gss 127.0.0.1/32 gss',
  tls: 'hostssl all tls 127.0.0.1/32 scram-sha-256',
  shown: 'hostssl all shown 127.0.0.1/32 scram-sha-256 clientcert=verify-ca',
}

export async function securedPostgres(): Promise<SecuredServer> {
  const server = await startPostgres()
  const authority = createAuthority()
  const files = authority.issue(NAMES)
  const data = `${server.folder}/data`
  const { uid, gid } = statSync(data)
  const give = (name: string, text: string): void => {
    writeFileSync(`${data}/${name}`, text)
    chownSync(`${data}/${name}`, uid, gid)
    chmodSync(`${data}/${name}`, 0o600)
  }
  give('server.crt', readFileSync(files.cert, 'utf8'))
  give('server.key', readFileSync(files.key, 'utf8'))
  give('ca.crt', readFileSync(authority.ca, 'utf8'))
  give(
    'pg_hba.conf',
    ['host all tokenapi 127.0.0.1/32 trust', ...Object.values(HBA), ''].join('\n'),
  )
  const admin = new pg.Client({ connectionString: server.url })
  await admin.connect()
  const query = async (sql: string): Promise<unknown> => (await admin.query(sql)).rows
  for (const user of Object.keys(HBA)) await query(`CREATE ROLE ${user} LOGIN PASSWORD 'right'`)
  await query(USERS_TABLE)
  await query('GRANT SELECT ON auth_user TO PUBLIC')
  await query(`ALTER SYSTEM SET ssl_ca_file = 'ca.crt'`)
  await query('ALTER SYSTEM SET ssl = on')
  await query('SELECT pg_reload_conf()')
  // The postmaster reads them when it gets to it; sessions show what it has read.
  const loaded = async (): Promise<boolean> => {
    const other = new pg.Client({ connectionString: server.url })
    await other.connect()
    const { rows } = await other.query<{ ssl: string }>("SELECT current_setting('ssl') AS ssl")
    await other.end()
    return rows[0]?.ssl === 'on'
  }
  while (!(await loaded())) await sleep(20)
  return {
    at: `127.0.0.1:${server.port}/postgres`,
    port: server.port,
    withoutPassword: `postgres://scram@127.0.0.1:${server.port}/postgres`,
    ca: authority.ca,
    ...files,
    query,
    stop: async () => {
      await admin.end()
      await server.stop()
    },
  }
}

const ACCOUNTS = {
  sam: '',
  tls: 'REQUIRE SSL',
  shown: 'REQUIRE X509',
  locked: 'ACCOUNT LOCK',
  expired: 'PASSWORD EXPIRE',
}

export async function securedMysql(name: 'MariaDB' | 'MySQL'): Promise<SecuredServer> {
  const authority = createAuthority()
  const files = authority.issue(NAMES)
  const readable = `${files.key}.readable`
  copyFileSync(files.key, readable)
  chmodSync(readable, 0o644)
  const tls = { 'ssl-ca': authority.ca, 'ssl-cert': files.cert, 'ssl-key': readable }
  const server = await (name === 'MySQL'
    ? startMysql({ settings: tls })
    : startMariadb({ settings: { ...tls, 'plugin-load-add': 'auth_ed25519' } }))
  const admin = await mysql.createConnection({ uri: server.url })
  const query = async (sql: string): Promise<unknown> => (await admin.query(sql))[0]
  await query('CREATE DATABASE app')
  await query('USE app')
  await query(USERS_TABLE)
  for (const [user, rule] of Object.entries(ACCOUNTS)) {
    await query(`CREATE USER ${user}@127.0.0.1 IDENTIFIED BY 'right' ${rule}`)
    await query(`GRANT SELECT ON app.* TO ${user}@127.0.0.1`)
  }
  await query("CREATE USER elsewhere@127.0.0.1 IDENTIFIED BY 'right'")
  if (name === 'MariaDB') {
    await query("CREATE USER ed@127.0.0.1 IDENTIFIED VIA ed25519 USING PASSWORD('right')")
  }
  return {
    at: `127.0.0.1:${server.port}/app`,
    port: server.port,
    withoutPassword: `mysql://sam@127.0.0.1:${server.port}/app`,
    ca: authority.ca,
    cert: files.cert,
    key: readable,
    query,
    stop: async () => {
      await admin.end()
      await server.stop()
    },
  }
}
