/** The larger peers, installed by a lockfile of their own. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

export const ROOT: string = join(import.meta.dirname, '../../..')
const FOLDER = join(ROOT, 'matrix/peers')

/** Rows are compared with those of bench/, so these have to be the same. */
const SHARED = ['hono', '@hono/node-server', 'pg'] as const

export function installMatrix(): void {
  if (isStale()) {
    const args = ['ci', '--prefix', FOLDER, '--ignore-scripts', '--no-audit', '--no-fund']
    execFileSync('npm', [...args, '--loglevel=error'], { stdio: ['ignore', 2, 2] })
  }
  for (const name of SHARED) {
    const [here, there] = [ROOT, FOLDER].map((folder) => versionOf(name, folder))
    if (here !== there)
      throw new Error(
        `${name} is ${there} in matrix/peers and ${here} in bench: npm install --prefix matrix/peers --save-exact ${name}@${here}`,
      )
  }
}

/** The version of a package that is installed for a folder. */
export function versionOf(name: string, folder: string = join(ROOT, 'bench')): string {
  const places = createRequire(join(folder, 'x.js')).resolve.paths(name) ?? []
  const file = places.map((place) => join(place, name, 'package.json')).find(existsSync)
  if (file === undefined) return 'not installed'
  return read<{ version: string }>(file).version
}

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly version?: string; optional?: boolean }>>
}

/** npm leaves a lockfile of what it has installed. */
function isStale(): boolean {
  const file = join(FOLDER, 'node_modules/.package-lock.json')
  if (!existsSync(file)) return true
  const installed = read<Lockfile>(file).packages
  const wanted = read<Lockfile>(join(FOLDER, 'package-lock.json')).packages
  return Object.entries(wanted).some(
    ([path, { version, optional }]) =>
      path !== '' && optional !== true && installed[path]?.version !== version,
  )
}

function read<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T
}
