/** On what a run was made. */
import { execFileSync } from 'node:child_process'
import { cpus } from 'node:os'

import { findPostgres } from '../../scripts/services.mjs'
import type { Flags } from './flags.ts'
import type { About } from './results.ts'
import type { Row } from './row.ts'
import { ROOT, versionOf } from './setup/matrix.ts'
import { PYTHON } from './setup/programs.ts'

const PACKAGES = [
  ...['fastify', 'express', 'hono', '@hono/node-server', 'koa', '@nestjs/core', 'pg'],
  ...['@fastify/jwt', 'express-jwt', 'passport-jwt', 'passport-http-bearer'],
] as const
const MATRIX_PACKAGES = ['better-auth', '@better-auth/api-key', '@adonisjs/auth', 'better-sqlite3']
const PYTHON_VERSIONS = `
import platform, django, rest_framework, gunicorn
print(platform.python_version(), django.__version__, rest_framework.VERSION, gunicorn.__version__)`

export function about(rows: readonly Row[], { rounds, secs }: Flags): About {
  const [cpu] = cpus()
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: print('git', '-C', ROOT, 'rev-parse', '--short', 'HEAD'),
    machine: `${cpus().length} x ${cpu?.model.trim() ?? 'unknown'}`,
    rounds,
    secs,
    versions: versions(rows),
  }
}

function versions(rows: readonly Row[]): Readonly<Record<string, string>> {
  const from = (names: readonly string[], folder?: string): [string, string][] =>
    names.map((name) => [name, versionOf(name, folder)])
  const uses = (word: string): boolean =>
    rows.some(({ command }) => command.join(' ').includes(word))
  return Object.fromEntries([
    ['Node', process.versions.node],
    ['SQLite', process.versions['sqlite'] ?? 'unknown'],
    ...(rows.some(({ database }) => database === 'postgres')
      ? [['PostgreSQL', print(findPostgres() ?? '', '--version').replace(/^\D*/, '')]]
      : []),
    ...from(PACKAGES),
    ...(uses('matrix/peers') ? from(MATRIX_PACKAGES, `${ROOT}/matrix/peers`) : []),
    ...(uses('{python}') ? pythonVersions() : []),
  ])
}

function pythonVersions(): readonly [string, string][] {
  const found = print(PYTHON, '-c', PYTHON_VERSIONS).split(' ')
  return ['Python', 'Django', 'Django REST framework', 'gunicorn'].map((name, at) => [
    name,
    found[at] ?? 'unknown',
  ])
}

/** What a program prints; "unknown" where it does not run. */
function print(program: string, ...args: readonly string[]): string {
  try {
    return execFileSync(program, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return 'unknown'
  }
}
