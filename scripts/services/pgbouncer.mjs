// @ts-check
/** PgBouncer for tests: transaction pooling in front of a PostgreSQL server, without passwords. */
import { findProgram } from './find-program.mjs'
import { startServer } from './server.mjs'

/** The server program, if it is installed. Debian keeps it away from a user's PATH. */
export function findPgbouncer() {
  return findProgram('pgbouncer', ['/usr/sbin'])
}

/** @type {Record<string, string | number>} */
const SETTINGS = {
  listen_addr: '127.0.0.1',
  unix_socket_dir: '',
  pool_mode: 'transaction',
  max_client_conn: 200,
  default_pool_size: 20,
  // Users of tests come and go, so they are read from the server behind.
  auth_type: 'trust',
  auth_file: 'users.txt',
  auth_user: 'tokenapi',
  admin_users: 'tokenapi',
  // Each test has its own database, and so its own pool here: idle connections would add up.
  server_idle_timeout: 5,
}

/**
 * @param {object} options
 * @param {string} options.postgres the URL of the server behind, which asks for no password
 * @param {Record<string, string | number>} [options.settings] as in section [pgbouncer] of pgbouncer.ini
 */
export async function startPgbouncer({ postgres, settings = {} }) {
  const program = findPgbouncer()
  if (program === undefined)
    throw new Error('PgBouncer is not installed: apt-get install pgbouncer')
  const { hostname, port: behind } = new URL(postgres)
  return startServer({
    name: 'pgbouncer',
    // It refuses to run as root, as PostgreSQL does; both packages of Debian have this account.
    account: 'postgres',
    files: (_folder, port) => ({
      'users.txt': '"tokenapi" ""\n',
      'pgbouncer.ini': [
        '[databases]',
        `* = host=${hostname} port=${behind || 5432}`,
        '[pgbouncer]',
        ...Object.entries({ ...SETTINGS, listen_port: port, ...settings }).map(
          ([name, value]) => `${name} = ${value}`,
        ),
        '',
      ].join('\n'),
    }),
    serve: (folder) => [program, `${folder}/pgbouncer.ini`],
    ready: /process up/,
    // There is nothing to give back.
    end: 'SIGKILL',
    url: (port) => `postgres://tokenapi@127.0.0.1:${port}/postgres`,
  })
}
