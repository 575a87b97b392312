/** A user in each kind of database, made by a project's own script, for all projects. */
import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import {
  type Database,
  MARIADB,
  POSTGRES,
  freshMariadb,
  freshPostgres,
} from '../../../tokenapi/test/support/databases.ts'
import type { DatabaseName } from '../../src/databases.ts'
import { npm } from './npm.ts'

/** What stands in a project's environment, and the password of its user "maria". */
export interface Users {
  readonly env: Readonly<Record<string, string>>
  passwordIn(folder: string): string
}

/** Whether this machine has one; peers/skip-report.ts says which it lacks. */
export function isHere(database: DatabaseName): boolean {
  if (database === 'postgres') return POSTGRES !== undefined
  return database !== 'mysql' || MARIADB !== undefined
}

/** Asks `maker`, a project on this database, to make the user. */
export async function usersOn(
  database: DatabaseName,
  maker: string,
  drops: Database[],
): Promise<Users> {
  if (database === 'memory') {
    return {
      env: {},
      passwordIn: (folder) =>
        readFileSync(join(folder, '.env'), 'utf8').match(/^MARIA_PASSWORD=(.+)$/m)?.[1] ?? '',
    }
  }
  const env = database === 'sqlite' ? {} : { DATABASE_URL: await fresh(database, drops) }
  const said = await npm(maker, ['run', 'user', 'maria'], env)
  const password = /maria may log in with the password (\S+)/.exec(said)?.[1] ?? said
  return {
    env,
    passwordIn(folder) {
      // A file in each folder; the others have one server for all.
      if (database === 'sqlite' && folder !== maker) {
        copyFileSync(join(maker, 'app.sqlite3'), join(folder, 'app.sqlite3'))
      }
      return password
    },
  }
}

async function fresh(database: 'postgres' | 'mysql', drops: Database[]): Promise<string> {
  const made = database === 'postgres' ? await freshPostgres() : await freshMariadb()
  drops.push(made)
  return made.url
}
