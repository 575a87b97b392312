// Writes the context of deploy/container/Containerfile: the packed server, and its dependencies as the lockfile has them.
// Copied from node_modules: no network, the same files each time.
import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
} from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const SERVER = 'node_modules/@tokenapi/server'
/** Nothing at run time reads these. */
const UNUSED = /\.(?:map|md|d\.[cm]?ts)$/

const root = fileURLToPath(new URL('..', import.meta.url))
const [target] = process.argv.slice(2)
if (target === undefined) fail('usage: node scripts/container.mjs FOLDER')
// Packages with compiled code are those of this machine.
if (process.platform !== 'linux' || !isGlibc()) {
  fail('the image is for Linux with glibc: run this on such a machine, or in a container of one')
}

const folder = resolve(target)
rmSync(folder, { recursive: true, force: true })
const app = join(folder, 'app')
mkdirSync(join(folder, 'data'), { recursive: true })
cpSync(join(root, 'deploy/container/Containerfile'), join(folder, 'Containerfile'))
// The name that `docker build` looks for.
cpSync(join(root, 'deploy/container/Containerfile'), join(folder, 'Dockerfile'))
cpSync(join(root, 'deploy/container/health.mjs'), join(app, 'health.mjs'))
unpack('tokenapi', 'node_modules/tokenapi')
unpack('tokenapi-server', SERVER)
for (const from of dependenciesOf(join(root, 'packages/server'))) {
  const place = relative(root, from).replace(/^packages\/server\//, `${SERVER}/`)
  const filter = (path) => !isNested(from, path) && !UNUSED.test(path)
  cpSync(from, join(app, place), { recursive: true, filter })
}
console.log(`docker build -t tokenapi ${relative(process.cwd(), folder) || '.'}`)

/** A package as it would be published. */
function unpack(tarball, place) {
  const packed = readdirSync(join(root, 'tarballs')).find((file) =>
    new RegExp(`^${tarball}-\\d.*\\.tgz$`).test(file),
  )
  if (packed === undefined) fail('there are no tarballs: run `npm run pack` first')
  const to = join(app, place)
  mkdirSync(to, { recursive: true })
  execFileSync('tar', [
    ...['-xzf', join(root, 'tarballs', packed), '-C', to],
    ...['--strip-components=1', '--no-same-owner', '--exclude=*.map', '--exclude=*.d.ts'],
  ])
}

/** The folders of all packages that a package needs at run time, without those of this repository. */
function dependenciesOf(start) {
  const found = new Set()
  const add = (from) => {
    const manifest = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'))
    const { dependencies = {}, optionalDependencies = {} } = manifest
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const at = locate(name, from)
      if (at === undefined) {
        // Of another platform.
        if (name in optionalDependencies) continue
        fail(`${name}, which ${manifest.name} needs, is not installed: run \`npm ci\``)
      }
      if (found.has(at) || !at.includes('node_modules')) continue
      found.add(at)
      add(at)
    }
  }
  add(start)
  return found
}

/** As Node resolves it. */
function locate(name, from) {
  for (let at = from; ; at = dirname(at)) {
    const candidate = join(at, 'node_modules', name)
    if (existsSync(candidate)) return realpathSync(candidate)
    if (dirname(at) === at) return undefined
  }
}

/** Dependencies of a package in its own folder are found by themselves. */
function isNested(from, path) {
  return relative(from, path).split('/')[0] === 'node_modules'
}

function isGlibc() {
  return process.report.getReport().header.glibcVersionRuntime !== undefined
}

function fail(message) {
  console.error(`tokenapi: container: ${message}`)
  process.exit(1)
}
