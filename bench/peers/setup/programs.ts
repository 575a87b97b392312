/** Programs of Debian that a run needs. As root they are installed, else the message has the command. */
import { execFileSync, spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

import { findPostgres } from '../../../scripts/services.mjs'
import type { Row } from '../row.ts'

/** Debian's, which has the modules; the first in PATH may be of a version manager. */
export const PYTHON: string = process.env['TOKENAPI_PYTHON'] ?? '/usr/bin/python3'

const DJANGO = [
  'gunicorn',
  'python3-django',
  'python3-djangorestframework',
  'python3-djangorestframework-simplejwt',
  'python3-psycopg2',
  'python3-six',
]
const MODULES = 'gunicorn, django, rest_framework, rest_framework_simplejwt, psycopg2, six'

/** Throws `Error` with the command that installs what is missing. */
export function installPrograms(rows: readonly Row[]): void {
  if (availableParallelism() < 2)
    throw new Error('the server and the load need a processor core each, and this machine has one')
  const packages = missingPackages(rows)
  if (packages.length === 0) return
  const install = ['apt-get', 'install', '--yes', '--no-install-recommends', ...packages]
  if (process.getuid?.() !== 0 || !runs('apt-get', '--version'))
    throw new Error(`not installed: ${packages.join(', ')}. Run as root: ${install.join(' ')}`)
  const [program = '', ...args] = install
  execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit' })
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  execFileSync(program, args, { stdio: ['ignore', 2, 2], env })
}

function missingPackages(rows: readonly Row[]): readonly string[] {
  const python = rows.some(({ framework }) => framework === 'Django')
  const postgres = rows.some(({ database }) => database === 'postgres')
  return [
    // Its only answer to an unknown flag is a usage text and status 1.
    ...(spawnSync('wrk', ['--version']).error === undefined ? [] : ['wrk']),
    ...(runs('taskset', '--version') ? [] : ['util-linux']),
    ...(postgres && findPostgres() === undefined ? ['postgresql'] : []),
    ...(python && !runs(PYTHON, '-c', `import ${MODULES}`) ? DJANGO : []),
  ]
}

function runs(program: string, ...args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0
}
