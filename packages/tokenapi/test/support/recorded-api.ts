import {
  type TokenApi,
  type TokenApiOptions,
  createTokenApi,
  passwordBackend,
} from '../../src/index.ts'
import { type HashFormat, createPasswordHasher } from '../../src/password/index.ts'
import type { SqlStore } from '../../src/stores/sql/sql-store.ts'
import type { HttpCorpus } from './corpus.ts'
import { type AnyDatabase, recordedStore } from './recorded-store.ts'

/** What the recorded Django takes. */
export const EVERY_FORMAT: readonly HashFormat[] = [
  'argon2',
  'bcrypt',
  'bcrypt_sha256',
  'crypt',
  'md5',
  'pbkdf2_sha1',
  'pbkdf2_sha256',
  'scrypt',
  'sha1',
  'unsalted_md5',
  'unsalted_sha1',
]

export const HTTP_FILES = [
  'http',
  'http-custom',
  'http-allowall',
  'http-late',
  'http-early',
] as const
export type HttpFile = (typeof HTTP_FILES)[number]

/** The api as the recorded project was set up, over its own database. */
export async function recordedApi(
  file: HttpFile,
  corpus: HttpCorpus,
  { database = 'SQLite' }: { database?: AnyDatabase } = {},
): Promise<TokenApi> {
  const store = await recordedStore(database, file === 'http-custom')
  return apiOver(store, corpus, { compatibility: 'django-tokenapi' }, file === 'http-allowall')
}

/** The api with the settings of a recording over a store. */
export function apiOver(
  store: SqlStore,
  corpus: HttpCorpus,
  options: Partial<TokenApiOptions>,
  allowInactive = false,
): TokenApi {
  // Rounds of the recording: a failed login costs what it cost there.
  const passwordHasher = createPasswordHasher({ iterations: 260_000, queue: 100 })
  const find = (username: string) => store.findByUsername(username)
  return createTokenApi({
    secretKey: corpus.secretKey,
    loginThrottle: false,
    store,
    passwordHasher,
    backends: [passwordBackend({ find, hasher: passwordHasher, allowInactive })],
    ...(corpus.timeoutDays === null ? {} : { tokenTimeoutDays: corpus.timeoutDays }),
    now: () => new Date(`${corpus.today}T12:00:00Z`),
    ...options,
  })
}
