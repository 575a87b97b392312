/** Real Django, where it is installed; `peers/find-django.ts` has found out. */
import { execFileSync } from 'node:child_process'

/** The system's, 3.2 on Debian 12, and one of today's in a virtual environment. */
export const DJANGOS = ['Django', 'Django 5.2'] as const
export type DjangoName = (typeof DJANGOS)[number]

export interface Django {
  readonly python: string
  readonly version: string
  /** Of the hashes that it makes and checks. */
  readonly algorithms: readonly string[]
}

const VARIABLE = 'TOKENAPI_TEST_DJANGO'

/** Workers are forked later and inherit the environment. */
export function recordDjangos(djangos: Partial<Record<DjangoName, Django>>): void {
  process.env[VARIABLE] = JSON.stringify(djangos)
}

/** What was found, for tests that run where it was: those of `describeEachPeer(DJANGOS)`. */
export function theDjango(name: DjangoName): Django {
  const found = JSON.parse(process.env[VARIABLE] || '{}') as Partial<Record<DjangoName, Django>>
  const django = found[name]
  if (django === undefined) throw new Error(`no ${name}: the test must be skipped`)
  return django
}

/** Runs a script with JSON in `data` and takes the JSON it prints. */
export function runDjango(name: DjangoName, script: string, data: unknown): unknown {
  const output = execFileSync(
    theDjango(name).python,
    ['-c', `import json, sys\ndata = json.load(sys.stdin)\n${script}`],
    {
      input: JSON.stringify(data),
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, PYTHONWARNINGS: 'ignore' },
    },
  )
  const result: unknown = JSON.parse(output)
  return result
}

/** Settings of a Django project over a SQLite file. */
export const DJANGO_SETTINGS = `
from django.conf import settings
from django.contrib.auth import hashers
settings.configure(
    SECRET_KEY=data.get('secretKey', 'x' * 50), USE_TZ=True, PASSWORD_HASHERS=data.get('hashers', [
        'django.contrib.auth.hashers.' + name + 'PasswordHasher' for name in [
            'PBKDF2', 'PBKDF2SHA1', 'Argon2', 'BCryptSHA256', 'BCrypt', 'Scrypt', 'SHA1', 'MD5', 'UnsaltedSHA1',
            'UnsaltedMD5', 'Crypt'] if hasattr(hashers, name + 'PasswordHasher')]),
    DATABASES={'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': data.get('database', ':memory:')}},
    DEFAULT_AUTO_FIELD='django.db.models.AutoField',
    INSTALLED_APPS=['django.contrib.contenttypes', 'django.contrib.auth'])
import django
django.setup()
`
