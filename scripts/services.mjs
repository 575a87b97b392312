// @ts-check
// Real databases for the tests, with throw-away data. As a program it prints where they are and keeps
// them until Ctrl-C; tests that get these lines as environment variables start none of their own.
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { findMariadb, startMariadb } from './services/mariadb.mjs'
import { findMysql, startMysql } from './services/mysql.mjs'
import { findPostgres, startPostgres } from './services/postgres.mjs'

export { freePort } from './services/free-port.mjs'
export { findMariadb, findMysql, findPostgres, startMariadb, startMysql, startPostgres }

/** @typedef {import('./services/server.mjs').Server} Server */

/** What the tests use: where its address is given, how it is found, started and installed. */
export const SERVICES = [
  {
    name: 'PostgreSQL',
    variable: 'TOKENAPI_TEST_POSTGRES',
    find: findPostgres,
    start: startPostgres,
    install: 'apt-get install postgresql',
  },
  {
    name: 'MariaDB',
    variable: 'TOKENAPI_TEST_MARIADB',
    find: findMariadb,
    start: startMariadb,
    install: 'apt-get install mariadb-server',
  },
  {
    name: 'MySQL',
    variable: 'TOKENAPI_TEST_MYSQL',
    find: findMysql,
    start: startMysql,
    install: 'scripts/services/install-mysql.sh',
  },
]

/**
 * Starts these side by side; if one does not start, none is left running.
 * @param {typeof SERVICES} services
 * @returns {Promise<Server[]>} in the same order
 */
export async function startAll(services) {
  const results = await Promise.allSettled(services.map(({ start }) => start()))
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
