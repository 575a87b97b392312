// @ts-check
/** PostgreSQL for tests: UTF8, C.UTF-8, and a superuser `tokenapi` who needs no password. */
import { beside, findProgram, postgresFolders } from './find-program.mjs'
import { startServer } from './server.mjs'

/** The server program, if it is installed. */
export function findPostgres() {
  return findProgram('postgres', postgresFolders())
}

/**
 * Commits reach the kernel but not the disk: they outlive `crash`, and cost no wait.
 * @type {Record<string, string | number>}
 */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'off',
  full_page_writes: 'off',
  shared_buffers: '32MB',
  max_connections: 200,
  lc_messages: 'C',
  timezone: 'UTC',
}

/**
 * @param {object} [options]
 * @param {Record<string, string | number>} [options.settings] as in postgresql.conf
 * @param {string} [options.standbyOf] the URL of a primary, which knows this server as `standby`
 * @param {string} [options.disk] as in `200m`: the data is on a file system of this size; only root may do that
 */
export async function startPostgres({ settings = {}, standbyOf, disk } = {}) {
  const program = findPostgres()
  if (program === undefined)
    throw new Error('PostgreSQL is not installed: apt-get install postgresql')
  return startServer({
    name: 'postgres',
    account: 'postgres',
    disk,
    install: (folder) =>
      standbyOf === undefined
        ? [
            beside(program, 'initdb'),
            ...['--pgdata', `${folder}/data`, '--username', 'tokenapi', '--auth', 'trust'],
            ...['--encoding', 'UTF8', '--locale', 'C.UTF-8', '--no-sync', '--no-instructions'],
          ]
        : [
            beside(program, 'pg_basebackup'),
            ...['--pgdata', `${folder}/data`, '--dbname', `${standbyOf}?application_name=standby`],
            ...['--write-recovery-conf', '--checkpoint', 'fast', '--no-sync'],
          ],
    serve: (folder, port) => [
      program,
      ...['-D', `${folder}/data`, '-p', `${port}`],
      ...Object.entries({ ...SETTINGS, ...settings }).flatMap(([name, value]) => [
        '-c',
        `${name}=${value}`,
      ]),
    ],
    ready: /database system is ready to accept (read-only )?connections/,
    // "Immediate": without a checkpoint, but the shared memory is given back, as with SIGKILL it is not.
    end: 'SIGQUIT',
    url: (port) => `postgres://tokenapi@127.0.0.1:${port}/postgres`,
  })
}
