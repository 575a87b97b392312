import { type TokenApi, createTokenApi, passwordBackend } from '../../src/index.ts'
import { createPasswordHasher } from '../../src/password/index.ts'
import { sqliteStore } from '../../src/stores/sqlite/index.ts'
import { type HttpCorpus, copyDatabase } from './corpus.ts'

export const HTTP_FILES = [
  'http',
  'http-custom',
  'http-allowall',
  'http-late',
  'http-early',
] as const
export type HttpFile = (typeof HTTP_FILES)[number]

/** The api as the recorded project was set up, over its own database. */
export function recordedApi(file: HttpFile, corpus: HttpCorpus, exact = true): TokenApi {
  const custom = file === 'http-custom'
  const store = sqliteStore(copyDatabase(custom ? 'django-custom.sqlite3' : 'django.sqlite3'), {
    ...(custom
      ? { users: { table: 'members_member', username: 'email', isActive: null, idType: 'uuid' } }
      : {}),
  })
  // Rounds of the recording: a failed login costs what it cost there.
  const passwordHasher = createPasswordHasher({ iterations: 260_000, queue: 100 })
  const find = (username: string) => store.findByUsername(username)
  return createTokenApi({
    secretKey: corpus.secretKey,
    store,
    passwordHasher,
    backends: [
      passwordBackend({ find, hasher: passwordHasher, allowInactive: file === 'http-allowall' }),
    ],
    ...(corpus.timeoutDays === null ? {} : { tokenTimeoutDays: corpus.timeoutDays }),
    exact,
    now: () => new Date(`${corpus.today}T12:00:00Z`),
  })
}
