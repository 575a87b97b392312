/** A user in each kind of database, added by the project's own script. */
import { readFileSync } from 'node:fs'
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

/** What a project is started with, and the password of its user "maria". */
export interface UserAdded {
  readonly env: Readonly<Record<string, string>>
  readonly password: string
}

/** Whether this machine has one; peers/skip-report.ts says which it lacks. */
export function isHere(database: DatabaseName): boolean {
  if (database === 'postgres') return POSTGRES !== undefined
  return database !== 'mysql' || MARIADB !== undefined
}

/** Adds the user to a fresh database of the project in `folder`. */
export async function addUser(
  database: DatabaseName,
  folder: string,
  drops: Database[],
): Promise<UserAdded> {
  if (database === 'memory') {
    const [, password = ''] =
      /^MARIA_PASSWORD=(.+)$/m.exec(readFileSync(join(folder, '.env'), 'utf8')) ?? []
    return { env: {}, password }
  }
  const env = database === 'sqlite' ? {} : { DATABASE_URL: await fresh(database, drops) }
  const output = await npm(folder, ['run', 'user', 'maria'], env)
  const [, password = output] = /added maria with the password (\S+)/.exec(output) ?? []
  return { env, password }
}

async function fresh(database: 'postgres' | 'mysql', drops: Database[]): Promise<string> {
  const made = database === 'postgres' ? await freshPostgres() : await freshMariadb()
  drops.push(made)
  return made.url
}
