// @ts-check
// Real databases, and Redis, for the tests, with throw-away data. As a program it prints where they are and keeps
// them until Ctrl-C; tests that get these lines as environment variables start none of their own.
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { findCaddy, startCaddy } from './services/caddy.mjs'
import { findHaproxy, startHaproxy } from './services/haproxy.mjs'
import { findMariadb, startMariadb } from './services/mariadb.mjs'
import { findMysql, startMysql } from './services/mysql.mjs'
import { findNginx, startNginx } from './services/nginx.mjs'
import { findPgbouncer, startPgbouncer } from './services/pgbouncer.mjs'
import { findPostgres, startPostgres } from './services/postgres.mjs'
import { findRedis, startRedis } from './services/redis.mjs'

export { freePort } from './services/free-port.mjs'
export { findMariadb, findMysql, findPgbouncer, findPostgres, findRedis }
/** Each with the configuration of a test. */
export { findCaddy, findHaproxy, findNginx, startCaddy, startHaproxy, startNginx }
export { startMariadb, startMysql, startPgbouncer, startPostgres, startRedis }

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
 * What the tests use. A server in front of another comes after it.
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
  {
    name: 'Redis',
    variable: 'TOKENAPI_TEST_REDIS',
    find: findRedis,
    start: () => startRedis(),
    install: 'apt-get install redis-server',
  },
]

/**
 * @typedef {object} Started
 * @property {Service} service
 * @property {Server} [server]
 * @property {string} [reason] why there is no server
 */

/**
 * Starts these side by side, as far as they are installed and can start.
 * @param {Service[]} services
 * @returns {Promise<Started[]>} in the same order
 */
export async function startAll(services) {
  /** @type {Map<string, Promise<Started>>} */
  const starting = new Map()
  const urlOf = async (/** @type {string} */ variable) => {
    const url = process.env[variable] || (await starting.get(variable))?.server?.url
    if (url === undefined) throw new Error(`it needs ${variable}`)
    return url
  }
  for (const service of services) starting.set(service.variable, startOne(service, urlOf))
  return Promise.all(starting.values())
}

/**
 * @param {Service} service
 * @param {(variable: string) => Promise<string>} urlOf
 * @returns {Promise<Started>}
 */
async function startOne(service, urlOf) {
  if (service.find() === undefined) return { service, reason: 'not installed' }
  try {
    return { service, server: await service.start(urlOf) }
  } catch (error) {
    const [first, ...log] = String(error instanceof Error ? error.message : error).split('\n')
    const cause = log.find((line) => /error|fatal|cannot|could not/i.test(line)) ?? log.at(-1)
    return { service, reason: [first, cause].filter(Boolean).join(': ') }
  }
}

const HELP = `Usage: node scripts/services.mjs

Starts the database servers that are installed, each with throw-away data on a free loopback port, prints
their URLs as environment variables that the tests read, and keeps them until Ctrl-C.

${SERVICES.map(({ name, variable, install }) => `  ${variable.padEnd(24)} ${name.padEnd(11)} ${install}`).join('\n')}
`

if (realpathSync(process.argv[1] ?? '.') === fileURLToPath(import.meta.url)) {
  const [argument] = process.argv.slice(2)
  if (argument === undefined) await serve()
  else if (argument === '--help' || argument === '-h') process.stdout.write(HELP)
  else {
    process.stderr.write(`tokenapi: services: unknown argument "${argument}"\n\n${HELP}`)
    process.exitCode = 2
  }
}

async function serve() {
  const started = await startAll(SERVICES)
  const servers = started.flatMap(({ server }) => server ?? [])
  for (const { service, server, reason } of started) {
    if (server !== undefined) console.log(`${service.variable}=${server.url}`)
    else console.error(`tokenapi: ${service.name}: ${reason} (${service.install})`)
  }
  if (servers.length === 0) {
    process.exitCode = 1
    return
  }
  const lasting = setInterval(() => undefined, 2 ** 30)
  const end = async () => {
    clearInterval(lasting)
    await Promise.all(servers.map((server) => server.stop()))
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, end)
}
