// @ts-check
/** MariaDB for tests: utf8mb4 with its own default collation, and a user `tokenapi` with all rights. */
import { findProgram } from './find-program.mjs'
import { startServer } from './server.mjs'

/** The server program, if it is installed. Debian keeps it away from a user's PATH. */
export function findMariadb() {
  return findProgram('mariadbd', ['/usr/sbin'])
}

/**
 * Small files, for a quick start. Commits reach the kernel but not the disk: they outlive `crash`,
 * and cost no wait. The collation ignores case and accents, on purpose: that is what people have.
 * @type {Record<string, string | number>}
 */
const SETTINGS = {
  'bind-address': '127.0.0.1',
  'skip-name-resolve': 'ON',
  'socket': 'mariadb.sock',
  'character-set-server': 'utf8mb4',
  'collation-server': 'utf8mb4_general_ci',
  'default-time-zone': '+00:00',
  'max-connections': 200,
  'innodb-flush-log-at-trx-commit': 2,
  'innodb-flush-method': 'nosync',
  'innodb-doublewrite': 0,
  'innodb-buffer-pool-size': '32M',
  'innodb-log-file-size': '8M',
  'innodb-data-file-path': 'ibdata1:10M:autoextend',
}
const USERS = `CREATE USER IF NOT EXISTS tokenapi@127.0.0.1 IDENTIFIED BY 'tokenapi';
GRANT ALL ON *.* TO tokenapi@127.0.0.1 WITH GRANT OPTION;`

/** @param {{ settings?: Record<string, string | number> }} [options] settings as in my.cnf, with dashes */
export async function startMariadb({ settings = {} } = {}) {
  const program = findMariadb()
  if (program === undefined)
    throw new Error('MariaDB is not installed: apt-get install mariadb-server')
  const installer = findProgram('mariadb-install-db', ['/usr/bin']) ?? 'mariadb-install-db'
  const options = Object.entries({ ...SETTINGS, ...settings }).map(
    ([name, value]) => `--${name}=${value}`,
  )
  return startServer({
    name: 'mariadb',
    account: 'mysql',
    files: () => ({ 'users.sql': USERS }),
    install: (folder) => [
      ...[installer, '--no-defaults', `--datadir=${folder}/data`, '--skip-test-db'],
      ...['--auth-root-authentication-method=normal', ...options],
    ],
    serve: (folder, port) => [
      ...[program, '--no-defaults', `--datadir=${folder}/data`, `--port=${port}`],
      ...[`--init-file=${folder}/users.sql`, ...options],
    ],
    ready: /ready for connections/,
    // There is nothing to give back, and an orderly end takes seconds.
    end: 'SIGKILL',
    url: (port) => `mysql://tokenapi:tokenapi@127.0.0.1:${port}/`,
  })
}
