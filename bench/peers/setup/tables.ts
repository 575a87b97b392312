/** Tables and rows of the users, as Django's, and of the tokens of peers that make no tables themselves. */
import type { SqlDatabase } from '../row.ts'
import { USERS, keyOf } from './users.mjs'

export function tables(database: SqlDatabase): string {
  const time = database === 'sqlite' ? 'datetime' : 'timestamptz'
  const serial = database === 'sqlite' ? 'integer PRIMARY KEY AUTOINCREMENT' : 'serial PRIMARY KEY'
  const users = USERS.map(
    ({ id, username, password }) =>
      `(${id}, '${password}', false, '${username}', '', '', '', false, true, '2026-01-01 00:00:00')`,
  )
  const keys = USERS.map(({ id }) => `('${keyOf(id)}', '2026-01-01 00:00:00', ${id})`)
  return `
    CREATE TABLE auth_user (
      id ${serial}, password varchar(128) NOT NULL, last_login ${time}, is_superuser boolean NOT NULL,
      username varchar(150) NOT NULL UNIQUE, first_name varchar(150) NOT NULL, last_name varchar(150) NOT NULL,
      email varchar(254) NOT NULL, is_staff boolean NOT NULL, is_active boolean NOT NULL, date_joined ${time} NOT NULL);
    INSERT INTO auth_user (id, password, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined)
      VALUES ${users.join(',')};
    CREATE TABLE authtoken_token (
      key varchar(40) PRIMARY KEY, created ${time} NOT NULL, user_id integer NOT NULL UNIQUE REFERENCES auth_user (id));
    INSERT INTO authtoken_token VALUES ${keys.join(',')};
    CREATE TABLE auth_access_tokens (
      id ${serial}, tokenable_id integer NOT NULL REFERENCES auth_user (id), type varchar(255) NOT NULL,
      name varchar(255), hash varchar(255) NOT NULL, abilities text NOT NULL, created_at ${time}, updated_at ${time},
      last_used_at ${time}, expires_at ${time});`
}
