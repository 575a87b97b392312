/** Databases of a test's own on the servers that peers/start-services.ts has started. */
import { randomBytes } from 'node:crypto'

import type { Database, Grants } from './database.ts'
import { freshMysqlOn } from './mysql-database.ts'
import { freshPostgresOn } from './postgres-database.ts'

export type { Database, Grants } from './database.ts'

export function postgresUrl(): string | undefined {
  return process.env['TOKENAPI_TEST_POSTGRES'] || undefined
}

export function pgbouncerUrl(): string | undefined {
  return process.env['TOKENAPI_TEST_PGBOUNCER'] || undefined
}

export function mariadbUrl(): string | undefined {
  return process.env['TOKENAPI_TEST_MARIADB'] || undefined
}

export function mysqlUrl(): string | undefined {
  return process.env['TOKENAPI_TEST_MYSQL'] || undefined
}

/** For `describe.skipIf(POSTGRES === undefined)`; peers/skip-report.ts says that it is missing. */
export const POSTGRES: string | undefined = postgresUrl()
export const PGBOUNCER: string | undefined = pgbouncerUrl()
export const MARIADB: string | undefined = mariadbUrl()
export const MYSQL: string | undefined = mysqlUrl()
export const REDIS: string | undefined = process.env['TOKENAPI_TEST_REDIS'] || undefined

/** A new database, empty or with the recorded users. `server` is another one than the shared. */
export async function freshPostgres(
  dump?: 'django-postgres.sql',
  server: string | undefined = postgresUrl(),
): Promise<Database> {
  if (server === undefined) throw new Error('TOKENAPI_TEST_POSTGRES is not set')
  return freshPostgresOn(server, freshName(), dump)
}

/** The URL of the same database and login through PgBouncer, which pools by transaction. */
export function throughPgbouncer(
  databaseUrl: string,
  bouncer: string | undefined = pgbouncerUrl(),
): string {
  if (bouncer === undefined) throw new Error('TOKENAPI_TEST_PGBOUNCER is not set')
  return Object.assign(new URL(databaseUrl), { host: new URL(bouncer).host }).href
}

/** The same on MariaDB. */
export async function freshMariadb(
  dump?: 'django-mariadb.sql',
  server: string | undefined = mariadbUrl(),
): Promise<Database> {
  if (server === undefined) throw new Error('TOKENAPI_TEST_MARIADB is not set')
  return freshMysqlOn(server, freshName(), dump)
}

/** The same on MySQL, which takes what was recorded on MariaDB. */
export async function freshMysql(
  dump?: 'django-mariadb.sql',
  server: string | undefined = mysqlUrl(),
): Promise<Database> {
  if (server === undefined) throw new Error('TOKENAPI_TEST_MYSQL is not set')
  return freshMysqlOn(server, freshName(), dump)
}

/** A login with only these grants; the URL to connect as it. */
export function reducedRole(database: Database, grants: Grants): Promise<string> {
  return database.createRole(grants)
}

function freshName(): string {
  return `test_${process.pid}_${randomBytes(6).toString('hex')}`
}
