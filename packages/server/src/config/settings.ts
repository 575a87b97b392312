/** Every setting of the server: name, type, default and description. */
import { HASH_FORMATS } from 'tokenapi/password'
import * as v from 'valibot'

import { DIALECTS } from '../gateway/dialects.js'
import {
  days,
  flag,
  httpsUrl,
  lifetime,
  listOf,
  names,
  oneOf,
  secretText,
  text,
  timeZone,
  tokenPrefixes,
  trustProxy,
  wholeNumber,
} from './value-schemas.js'

const CREDENTIALS = ['header', 'query', 'form'] as const
const GATEWAY_CREDENTIALS = ['header', 'query'] as const
const ON_FULL = ['refuse', 'revoke-oldest'] as const
const LOGIN_TOKENS = ['access', 'classic'] as const
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
const ID_TYPES = ['integer', 'bigint', 'uuid', 'string'] as const
const ALGORITHMS = ['pbkdf2_sha256', 'scrypt', 'argon2'] as const

export const Settings = v.object({
  SECRET_KEY: v.optional(secretText('key that signs tokens; with Django, its SECRET_KEY')),
  SECRET_KEY_FILE: v.optional(text('file that contains SECRET_KEY')),
  SECRET_KEY_FALLBACKS: v.optional(
    secretText(
      'older keys that still verify tokens, comma-separated; in the file one on each line',
    ),
    '',
  ),
  SECRET_KEY_FALLBACKS_FILE: v.optional(text('file that contains SECRET_KEY_FALLBACKS')),
  DATABASE_URL: v.optional(
    secretText('database, such as sqlite:./tokenapi.sqlite3 or postgres://user:password@host/name'),
    'sqlite:./tokenapi.sqlite3',
  ),
  DATABASE_URL_FILE: v.optional(text('file that contains DATABASE_URL')),
  DATABASE_PREPARE: v.optional(
    flag('PostgreSQL: use prepared statements; false for PgBouncer without prepared statements'),
  ),
  TOKEN_TIMEOUT_DAYS: v.optional(days('days that a token is valid after the day it was made'), '7'),
  TIME_ZONE: v.optional(timeZone('IANA time zone that decides the day of a token'), 'UTC'),
  MAX_FUTURE_DAYS: v.optional(
    days('days that the date of a token may lie in the future; Infinity for no limit'),
  ),
  COMPATIBILITY: v.optional(
    oneOf(['django-tokenapi'], 'behave exactly as django-tokenapi where the defaults differ'),
  ),
  ACCESS_TOKENS: v.optional(
    flag(
      'access tokens: stored, named, revocable one by one; the server still accepts classic tokens',
    ),
    'false',
  ),
  LOGIN_TOKEN: v.optional(oneOf(LOGIN_TOKENS, 'kind of token that a login issues')),
  TOKEN_PREFIX: v.optional(
    tokenPrefixes(
      'what access tokens begin with; a list by commas: the first for new tokens, all are accepted',
    ),
    'tokenapi',
  ),
  ACCESS_TOKEN_LIFETIME_DAYS: v.optional(
    lifetime('days from the issue of an access token to its expiry'),
    '30',
  ),
  ACCESS_TOKEN_IDLE_DAYS: v.optional(
    lifetime('days without a use after which an access token ends; without it there is no limit'),
  ),
  ACCESS_TOKEN_ABSOLUTE_DAYS: v.optional(
    lifetime(
      'days from the first issue after which rotation no longer renews an access token; without it rotation keeps the expiry',
    ),
  ),
  ACCESS_TOKENS_PER_USER: v.optional(wholeNumber(1, 10_000, 'access tokens of one user'), '50'),
  ACCESS_TOKENS_ON_FULL: v.optional(
    oneOf(ON_FULL, 'what a login does when its user has ACCESS_TOKENS_PER_USER'),
    'refuse',
  ),
  ACCESS_TOKEN_AUDIENCE: v.optional(
    text('for whom access tokens are: those of another audience are refused'),
  ),
  ACCESS_TOKEN_GRACE_SECONDS: v.optional(
    wholeNumber(1, 86_400, 'seconds that an access token works after its rotation'),
    '60',
  ),
  MAX_STALE_SECONDS: v.optional(
    wholeNumber(0, 60, 'seconds for which a valid token is believed without a look-up'),
    '0',
  ),
  MAX_REMEMBERED_TOKENS: v.optional(
    wholeNumber(1, 10_000_000, 'tokens that are remembered for MAX_STALE_SECONDS'),
    '32768',
  ),
  CREDENTIALS: v.optional(
    listOf(CREDENTIALS, 'where guarded routes look for credentials, comma-separated'),
  ),
  HOST: v.optional(
    v.pipe(v.string(), v.minLength(1, 'must be an address'), v.description('address to listen on')),
    '127.0.0.1',
  ),
  PORT: v.optional(wholeNumber(0, 65_535, 'port to listen on; 0 takes any free port'), '8000'),
  OPERATIONS_HOST: v.optional(
    v.pipe(
      v.string(),
      v.minLength(1, 'must be an address'),
      v.description('address to listen on for operators: admin page, health and metrics'),
    ),
    '127.0.0.1',
  ),
  OPERATIONS_PORT: v.optional(
    wholeNumber(0, 65_535, 'port to listen on for operators; 0 takes any free port'),
  ),
  DRAIN_SECONDS: v.optional(
    wholeNumber(
      0,
      60,
      'seconds after SIGTERM for which requests are accepted, while readiness answers 503',
    ),
  ),
  OPERATIONS_URL: v.optional(
    httpsUrl('URL of the admin page behind a proxy, such as https://admin.example.org'),
  ),
  ADMIN: v.optional(flag('admin page and management API on the listener for operators')),
  ADMIN_USERS: v.optional(
    names(
      'user names that may administer, comma-separated, beside those with is_staff or is_superuser',
    ),
  ),
  ALLOW_HTTP: v.optional(
    flag('in production: allow plain HTTP on a public address, because a proxy in front ends TLS'),
    'false',
  ),
  TRUST_PROXY: v.optional(
    trustProxy(
      'proxies in front whose X-Forwarded-For is believed: how many, or their addresses and ranges',
    ),
  ),
  GATEWAY: v.optional(
    listOf(DIALECTS, 'proxies that ask the gateway about each request, comma-separated'),
  ),
  GATEWAY_CREDENTIALS: v.optional(
    listOf(GATEWAY_CREDENTIALS, 'where the gateway looks for credentials, comma-separated'),
    'header',
  ),
  LOGIN_THROTTLE: v.optional(
    flag('limit failed logins by account and by address; false for no limit'),
    'true',
  ),
  LOGIN_THROTTLE_ACCOUNT_FAILURES: v.optional(
    wholeNumber(1, 100, 'failed logins of one account in LOGIN_THROTTLE_ACCOUNT_MINUTES'),
    '10',
  ),
  LOGIN_THROTTLE_ACCOUNT_MINUTES: v.optional(
    wholeNumber(1, 1_440, 'minutes of LOGIN_THROTTLE_ACCOUNT_FAILURES'),
    '15',
  ),
  LOGIN_THROTTLE_STOP_AFTER: v.optional(
    wholeNumber(
      1,
      100,
      'failures in a row after which password logins of an account stop until `tokenapi user unlock`',
    ),
    '100',
  ),
  LOGIN_THROTTLE_ADDRESS_FAILURES: v.optional(
    wholeNumber(1, 1_000_000, 'failed logins from one address in a minute'),
    '30',
  ),
  LOGIN_THROTTLE_KNOWN_ADDRESS_DAYS: v.optional(
    wholeNumber(0, 365, 'days for which an address is known to an account after a login'),
    '30',
  ),
  REFUSED_TOKENS_PER_MINUTE: v.optional(
    wholeNumber(
      0,
      1_000_000,
      'refused tokens of one address in a minute; further ones are 429; 0 for no limit',
    ),
  ),
  THROTTLE_URL: v.optional(
    secretText('where failed logins are counted: redis://…, rediss://… or memory:'),
  ),
  THROTTLE_URL_FILE: v.optional(text('file that contains THROTTLE_URL')),
  THROTTLE_PREFIX: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[\w.:-]{1,64}$/, 'must be 1 to 64 of the characters A-Z a-z 0-9 _ . : -'),
      v.description('beginning of the keys in Redis'),
    ),
    'tokenapi',
  ),
  LOG_LEVEL: v.optional(oneOf(LEVELS, 'lowest level of the log lines on standard output'), 'info'),
  AUDIT: v.optional(flag('record events in the table tokenapi_events'), 'false'),
  AUDIT_DAYS: v.optional(
    wholeNumber(1, 36_500, 'days that recorded events are kept; without it they are kept for ever'),
  ),
  COUNTERS: v.optional(
    flag('keep the counters of the page Overview in the table tokenapi_counters'),
    'true',
  ),
  NODE_ENV: v.optional(
    text('"production" refuses weak or missing secrets and plain HTTP on a public address'),
    'development',
  ),
  PASSWORD_ALGORITHM: v.optional(oneOf(ALGORITHMS, 'algorithm of new password hashes')),
  PASSWORD_ITERATIONS: v.optional(
    wholeNumber(1, 10_000_000, 'iterations of new pbkdf2_sha256 hashes'),
  ),
  ALLOWED_HASHES: v.optional(
    listOf(HASH_FORMATS, 'hash formats whose users may log in, comma-separated'),
  ),
  UPGRADE_PASSWORDS: v.optional(flag('replace weaker hashes when their users log in')),
  USERS_SCHEMA: v.optional(text('schema of the users table')),
  USERS_TABLE: v.optional(text('name of the users table or view')),
  USERS_ID: v.optional(text('column of the primary key')),
  USERS_ID_TYPE: v.optional(oneOf(ID_TYPES, 'type of the primary key')),
  USERS_USERNAME: v.optional(text('column of the user name')),
  USERS_PASSWORD: v.optional(text('column of the password hash')),
  USERS_IS_ACTIVE: v.optional(
    text('column that marks active users; "none" if every user is active'),
  ),
  USERS_IS_ACTIVE_WHEN: v.optional(
    text('value of USERS_IS_ACTIVE that means active: true, false, null, a number or a text'),
  ),
})

export type SettingName = keyof typeof Settings.entries

/** Settings that are or contain a secret. Each has a twin NAME_FILE with the path of a file. */
export const SECRETS = [
  'SECRET_KEY',
  'SECRET_KEY_FALLBACKS',
  'DATABASE_URL',
  'THROTTLE_URL',
] as const
