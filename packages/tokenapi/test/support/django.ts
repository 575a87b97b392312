/** Real Django, where it is installed. In CI it must be; elsewhere a test without it says its name. */
import { execFileSync } from 'node:child_process'

import { expect } from 'vitest'

const CANDIDATES = [process.env['TOKENAPI_PYTHON'], '/usr/bin/python3', 'python3'] as const

/** A Python that has Django, argon2 and bcrypt. */
export function findDjango(): string | undefined {
  const found = CANDIDATES.find((python) => {
    if (python === undefined) return false
    try {
      execFileSync(python, ['-c', 'import django, argon2, bcrypt'], { stdio: 'ignore' })
      return true
    } catch {
      return false
    }
  })
  if (found === undefined && process.env['CI'] === 'true') {
    expect.fail(
      'Django is not installed: apt-get install python3-django python3-argon2 python3-bcrypt',
    )
  }
  return found
}

/** Runs a script with JSON in `data` and takes the JSON it prints. */
export function runDjango(python: string, script: string, data: unknown): unknown {
  const output = execFileSync(
    python,
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
settings.configure(
    SECRET_KEY=data.get('secretKey', 'x' * 50), USE_TZ=True, PASSWORD_HASHERS=data.get('hashers', [
        'django.contrib.auth.hashers.PBKDF2PasswordHasher', 'django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher',
        'django.contrib.auth.hashers.Argon2PasswordHasher', 'django.contrib.auth.hashers.BCryptSHA256PasswordHasher',
        'django.contrib.auth.hashers.BCryptPasswordHasher', 'django.contrib.auth.hashers.SHA1PasswordHasher',
        'django.contrib.auth.hashers.MD5PasswordHasher', 'django.contrib.auth.hashers.UnsaltedSHA1PasswordHasher',
        'django.contrib.auth.hashers.UnsaltedMD5PasswordHasher', 'django.contrib.auth.hashers.CryptPasswordHasher']),
    DATABASES={'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': data.get('database', ':memory:')}},
    DEFAULT_AUTO_FIELD='django.db.models.AutoField',
    INSTALLED_APPS=['django.contrib.contenttypes', 'django.contrib.auth'])
import django
django.setup()
`
