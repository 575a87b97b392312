// Makes the three tarballs as they would be published, in `tarballs/`, and says how to install them.
import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

import { PUBLISHED } from '../packages/create-tokenapi/dist/versions.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'tarballs')
const bundled = join(root, 'packages/create-tokenapi/tarballs')

for (const name of ['tokenapi', 'server', 'create-tokenapi']) removeStale(join('packages', name))
const library = pack('packages/tokenapi', folder)
const server = pack('packages/server', folder)
// Until the library is published, projects are written with a copy of it.
if (PUBLISHED) rmSync(bundled, { recursive: true, force: true })
else replace(library, bundled)
const create = pack('packages/create-tokenapi', folder)

console.log(`the library:    npm install ${library}`)
console.log(`the server:     npm install ${library} ${server}`)
console.log(`a new project:  npx --yes --package=${create} create-tokenapi my-app`)

/** The path of the tarball. */
function pack(path, target) {
  mkdirSync(target, { recursive: true })
  // Renamed into place: somebody else may be packing, or installing, at this moment.
  const unfinished = mkdtempSync(join(target, '.packing-'))
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--pack-destination', unfinished], {
      cwd: join(root, path),
      encoding: 'utf8',
      shell: process.platform === 'win32',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  )
  renameSync(join(unfinished, filename), join(target, filename))
  rmSync(unfinished, { recursive: true })
  return join(target, filename)
}

/** The one file of a folder, replaced. */
function replace(file, target) {
  mkdirSync(target, { recursive: true })
  const name = file.slice(file.lastIndexOf(sep) + 1)
  for (const old of readdirSync(target))
    if (old !== name) rmSync(join(target, old), { force: true })
  const unfinished = join(target, `.${process.pid}`)
  copyFileSync(file, unfinished)
  renameSync(unfinished, join(target, name))
}

/** The compiler leaves what it made of files that are gone. */
function removeStale(path) {
  const dist = join(root, path, 'dist')
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.startsWith('.')) continue
    const file = join(entry.parentPath, entry.name)
    const source = relative(dist, file).replace(/\.(?:d\.ts|js|js\.map)$/, '')
    const exists = ['.ts', '.tsx'].some((end) => existsSync(join(root, path, 'src', source + end)))
    if (!exists) rmSync(file)
  }
}
