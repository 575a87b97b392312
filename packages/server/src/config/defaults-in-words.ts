import type { SettingName } from './settings.js'

/** Defaults that depend on other settings or come from the library, in words. */
export const DEFAULTS_IN_WORDS: Readonly<Partial<Record<SettingName, string>>> = {
  SECRET_KEY: 'made at the first start in tokenapi.secret, except in production',
  DATABASE_PREPARE: 'true',
  MAX_FUTURE_DAYS: '1',
  OPERATIONS_PORT: '8001; outside production any free port if 8001 is in use',
  DRAIN_SECONDS: '2 in production, else 0',
  ADMIN: 'true, but false in production',
  LOGIN_TOKEN: 'access with ACCESS_TOKENS, else classic',
  CREDENTIALS: 'header,query,form',
  REFUSED_TOKENS_PER_MINUTE: '600; 0 with COMPATIBILITY=django-tokenapi',
  THROTTLE_URL: 'the database of the users',
  PASSWORD_ALGORITHM: 'pbkdf2_sha256',
  PASSWORD_ITERATIONS: '1500000',
  ALLOWED_HASHES: 'all strong formats',
  UPGRADE_PASSWORDS: "true, but false if Django's tables are in the same database",
  USERS_TABLE: 'auth_user',
  USERS_ID: 'id',
  USERS_ID_TYPE: 'integer',
  USERS_USERNAME: 'username',
  USERS_PASSWORD: 'password',
  USERS_IS_ACTIVE: 'is_active',
}
