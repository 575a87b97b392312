/** Why each peer that is no server cannot be used. */
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { RUNTIMES, programOf } from '../../../../../scripts/runtimes.mjs'
import { findProgram } from '../../../../../scripts/services/find-program.mjs'
import { findDjangos } from './find-django.ts'
import type { Missing, PeerName } from './peers.ts'

const ROOT = join(import.meta.dirname, '../../../../..')
const run = promisify(execFile)

/** What shows that a program is there and works. */
const PROGRAMS: readonly (readonly [PeerName, readonly [string, ...string[]]])[] = [
  ['curl', ['curl', '--version']],
  ['bash', ['bash', '-c', 'set -o pipefail']],
  ['tar', ['tar', '--version']],
  ['ss', ['ss', '-V']],
  ['Prometheus client', ['/usr/bin/python3', '-c', 'import prometheus_client.parser']],
  ['fail2ban', ['fail2ban-regex', '--version']],
  ['nginx', ['nginx', '-v']],
  ['HAProxy', ['haproxy', '-v']],
  ['Caddy', ['caddy', 'version']],
  ['systemd-analyze', ['systemd-analyze', '--version']],
  ['buildah', ['buildah', '--version']],
  // With the rights to make a container.
  ['podman', ['unshare', '--mount', '--pid', '--fork', 'runc', '--version']],
  ['mmdebstrap', ['mmdebstrap', '--version']],
  ['docker-compose', ['docker-compose', '--version']],
  // With the right to make a file system.
  ['mount', ['unshare', '--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']],
  ['chromium', ['chromium', '--version']],
  // Also where the checkout belongs to somebody whom git does not trust, or is no repository.
  ['git', ['git', '-C', ROOT, 'ls-files', '--error-unmatch', 'package.json']],
]
const MATRIX = [
  'nest-11',
  'nest-12',
  'next-15',
  'fetch-frameworks',
  'previous-majors',
  'jest-29',
  'jest-30',
  'webpack',
  'peers',
] as const

export async function findPeers(): Promise<Missing> {
  const missing: Missing = {}
  const note = (name: PeerName, reason: string | undefined): void => {
    if (reason !== undefined) missing[name] = reason
  }
  // Its answer to a question for its version is a usage text and status 1.
  note('wrk', findProgram('wrk', []) === undefined ? 'not installed' : undefined)
  await Promise.all([
    ...PROGRAMS.map(async ([name, command]) => note(name, await failure(command))),
    ...RUNTIMES.filter((name) => name !== 'node-24').map(async (name) => {
      const program = programOf(name)
      const reason = program === undefined ? 'not installed' : await failure([program, '--version'])
      note(name as PeerName, reason)
    }),
    ...MATRIX.map(async (folder) => note(`matrix/${folder}`, staleness(join('matrix', folder)))),
    findDjangos().then((found) => Object.assign(missing, found)),
  ])
  return missing
}

async function failure([program, ...args]: readonly string[]): Promise<string | undefined> {
  return run(program ?? '', args).then(
    () => undefined,
    (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT'
        ? 'not installed'
        : `does not run: ${error.message.trim().split('\n').at(-1)}`,
  )
}

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly version?: string; optional?: boolean }>>
}

/** npm writes a lockfile of what it has installed when it is done, and not before. */
function staleness(folder: string): string | undefined {
  const installed = join(ROOT, folder, 'node_modules/.package-lock.json')
  if (!existsSync(installed)) return 'not installed'
  const wanted = readLockfile(join(ROOT, folder, 'package-lock.json'))
  const found = readLockfile(installed)
  const stale = Object.entries(wanted.packages).some(
    ([path, { version, optional }]) =>
      path !== '' && optional !== true && found.packages[path]?.version !== version,
  )
  return stale ? 'installed by another lockfile than today’s' : undefined
}

function readLockfile(path: string): Lockfile {
  return JSON.parse(readFileSync(path, 'utf8')) as Lockfile
}
