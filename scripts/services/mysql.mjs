// @ts-check
/** MySQL for tests, as it comes: its own default collation and log-ins, and a user `tokenapi` with all rights. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { homedir, userInfo } from 'node:os'
import { basename, join } from 'node:path'

import { findProgram } from './find-program.mjs'
import { startServer } from './server.mjs'

/** Where install-mysql.sh puts it. */
const INSTALLED = join(homedir(), '.cache', 'tokenapi', 'mysql')

/**
 * The server, if there is one: in the folder that is named, on PATH, or where install-mysql.sh puts it.
 * @returns {{ command: string[], options: string[] } | undefined}
 */
export function findMysql() {
  const named = process.env['TOKENAPI_MYSQL_HOME'] ?? ''
  if (named !== '') return findIn(named)
  const installed = findProgram('mysqld', ['/usr/sbin'])
  if (installed !== undefined && isMysql(installed)) return { command: [installed], options: [] }
  return findIn(INSTALLED)
}

/**
 * Unpacked packages have their own C library, and run by the loader of that, not by the system's.
 * @param {string} home
 */
function findIn(home) {
  const program = ['usr/sbin/mysqld', 'bin/mysqld']
    .map((path) => join(home, path))
    .find((path) => existsSync(path))
  if (program === undefined) return undefined
  const folders = ['usr/lib', 'lib'].flatMap((path) => librariesIn(join(home, path)))
  const loader = folders
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .find((path) => basename(path).startsWith('ld-linux'))
  if (loader === undefined) return { command: [program], options: [] }
  return {
    command: [loader, '--library-path', folders.join(':'), program],
    options: [`--basedir=${home}/usr`],
  }
}

/** @param {string} folder */
function librariesIn(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('-linux-gnu'))
    .map((name) => join(folder, name))
}

/**
 * MariaDB has a `mysqld` too.
 * @param {string} program
 */
function isMysql(program) {
  try {
    return !/mariadb/i.test(execFileSync(program, ['--version'], { encoding: 'utf8' }))
  } catch {
    return false
  }
}

/**
 * Small files, for a quick start. Commits reach the kernel but not the disk: they outlive `crash`,
 * and cost no wait.
 * @type {Record<string, string | number>}
 */
const SETTINGS = {
  'bind-address': '127.0.0.1',
  'skip-name-resolve': 'ON',
  'socket': 'mysql.sock',
  'pid-file': 'mysql.pid',
  'mysqlx': 'OFF',
  'secure-file-priv': 'NULL',
  'performance-schema': 'OFF',
  'disable-log-bin': 'ON',
  'default-time-zone': '+00:00',
  'max-connections': 200,
  'innodb-flush-log-at-trx-commit': 2,
  'innodb-flush-method': 'nosync',
  // The kernel has so much of it for all: a handful of servers would use it up.
  'innodb-use-native-aio': 'OFF',
  'innodb-doublewrite': 0,
  'innodb-buffer-pool-size': '32M',
  'innodb-redo-log-capacity': '8M',
  'innodb-data-file-path': 'ibdata1:10M:autoextend',
}
const USERS = `CREATE USER IF NOT EXISTS tokenapi@127.0.0.1 IDENTIFIED BY 'tokenapi';
GRANT ALL ON *.* TO tokenapi@127.0.0.1 WITH GRANT OPTION;`

/** @param {{ settings?: Record<string, string | number> }} [options] settings as in my.cnf, with dashes */
export async function startMysql({ settings = {} } = {}) {
  const found = findMysql()
  if (found === undefined)
    throw new Error('MySQL is not installed: scripts/services/install-mysql.sh')
  const program = [
    ...[...found.command, '--no-defaults', ...found.options],
    // As ourselves: the folder comes without an account, and others may not look into it.
    `--user=${userInfo().username}`,
    ...Object.entries({ ...SETTINGS, ...settings }).map(([name, value]) => `--${name}=${value}`),
  ]
  return startServer({
    name: 'mysql',
    files: () => ({ 'users.sql': USERS }),
    install: (folder) => [...program, '--initialize-insecure', `--datadir=${folder}/data`],
    serve: (folder, port) => [
      ...[...program, `--datadir=${folder}/data`, `--port=${port}`],
      `--init-file=${folder}/users.sql`,
    ],
    ready: /ready for connections/,
    // There is nothing to give back, and an orderly end takes seconds.
    end: 'SIGKILL',
    url: (port) => `mysql://tokenapi:tokenapi@127.0.0.1:${port}/`,
  })
}
