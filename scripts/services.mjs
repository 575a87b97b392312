// @ts-check
// Real databases for the tests, with throw-away data. As a program it prints where they are and keeps
// them until Ctrl-C; tests that get these lines as environment variables start none of their own.
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { findMariadb, startMariadb } from './services/mariadb.mjs'
import { findMysql, startMysql } from './services/mysql.mjs'
import { findPgbouncer, startPgbouncer } from './services/pgbouncer.mjs'
import { findPostgres, startPostgres } from './services/postgres.mjs'

export { freePort } from './services/free-port.mjs'
export { findMariadb, findMysql, findPgbouncer, findPostgres }
export { startMariadb, startMysql, startPgbouncer, startPostgres }

/** @typedef {import('./services/server.mjs').Server} Server */

/**
 * @typedef {object} Service
 * @property {string} name
 * @property {string} variable where its URL is given
 * @property {() => unknown} find `undefined` where it is not installed
 * @property {(urlOf: (variable: string) => Promise<string>) => Promise<Server>} start
 * @property {string} install
 */

/**
 * What the tests use. One that stands in front of another comes after it.
 * @type {Service[]}
 */
export const SERVICES = [
  {
    name: 'PostgreSQL',
    variable: 'TOKENAPI_TEST_POSTGRES',
    find: findPostgres,
    start: () => startPostgres(),
    install: 'apt-get install postgresql',
  },
  {
    name: 'PgBouncer',
    variable: 'TOKENAPI_TEST_PGBOUNCER',
    find: findPgbouncer,
    start: async (urlOf) => startPgbouncer({ postgres: await urlOf('TOKENAPI_TEST_POSTGRES') }),
    install: 'apt-get install pgbouncer',
  },
  {
    name: 'MariaDB',
    variable: 'TOKENAPI_TEST_MARIADB',
    find: findMariadb,
    start: () => startMariadb(),
    install: 'apt-get install mariadb-server',
  },
  {
    name: 'MySQL',
    variable: 'TOKENAPI_TEST_MYSQL',
    find: findMysql,
    start: () => startMysql(),
    install: 'scripts/services/install-mysql.sh',
  },
]

/**
 * Starts these side by side; if one does not start, none is left running.
 * @param {Service[]} services
 * @returns {Promise<Server[]>} in the same order
 */
export async function startAll(services) {
  /** @type {Map<string, Promise<Server>>} */
  const starting = new Map()
  const urlOf = async (/** @type {string} */ variable) => {
    const url = process.env[variable] || (await starting.get(variable))?.url
    if (url === undefined) throw new Error(`${variable} is not set`)
    return url
  }
  for (const { variable, start } of services) starting.set(variable, start(urlOf))
  const results = await Promise.allSettled(starting.values())
  const servers = results.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const failed = results.find((one) => one.status === 'rejected')
  if (failed !== undefined) {
    await Promise.all(servers.map((server) => server.stop()))
    throw failed.reason
  }
  return servers
}

if (realpathSync(process.argv[1] ?? '.') === fileURLToPath(import.meta.url)) {
  const services = SERVICES.filter(({ find }) => find() !== undefined)
  const servers = await startAll(services)
  services.forEach(({ variable }, i) => console.log(`${variable}=${servers[i]?.url}`))
  const lasting = setInterval(() => undefined, 2 ** 30)
  const end = async () => {
    clearInterval(lasting)
    await Promise.all(servers.map((server) => server.stop()))
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, end)
}
