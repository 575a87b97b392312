// Makes the checkout ready: installs what is missing and builds what is stale, so that each npm
// script works by itself on a fresh clone. Plain JavaScript that any Node since 12 can read. All that is
// installed is in package-lock.json with its hash, also Node 24, which the npm scripts run on.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const modules = join(root, 'node_modules')
const { platform, arch } = process
const pinnedName = `node-24-${platform}-${arch}`
const pinned = join(modules, pinnedName, 'bin', platform === 'win32' ? 'node.exe' : 'node')

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  fail(
    `tokenapi needs Node 20.19 or newer to install itself, and this is ${process.versions.node}: install a current one from https://nodejs.org and try again.`,
  )
}

if (isStale()) {
  say('installing (once, a minute or more)')
  // Quiet about the engines of tools that run on the pinned Node. NODE_ENV=production leaves out what builds, and a setting
  // of the user's may leave out optional packages, and Node is one.
  run(
    'npm',
    ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'],
    'npm ci',
  )
}

const node = nodeToUse()
if (!process.argv.includes('--no-build')) {
  run(node, [join(modules, 'typescript', 'bin', 'tsc'), '-b'], 'the build')
}

/** The pinned Node, or this one where none is pinned for the platform, or what is pinned does not run. */
function nodeToUse() {
  const { stdout, error } = spawnSync(pinned, ['--version'], { encoding: 'utf8' })
  if (!error && stdout.startsWith('v24.')) return pinned
  if (major === 24) return process.execPath
  const reason = existsSync(pinned) ? 'does not run' : 'is not there'
  return fail(
    `Node 24 for ${platform} ${arch} ${reason}: install Node 24 from https://nodejs.org and try again.`,
  )
}

/** Whether what is installed is older than what should be. npm leaves its own lockfile behind. */
function isStale() {
  const installed = join(modules, '.package-lock.json')
  if (!existsSync(installed)) return true
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  if (pinnedName in optionalDependencies && !existsSync(pinned)) return true
  const at = statSync(installed).mtimeMs
  return ['package.json', 'package-lock.json'].some((name) => {
    const file = join(root, name)
    return existsSync(file) && statSync(file).mtimeMs > at + 2_000
  })
}

function run(command, args, what) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (status !== 0) fail(`${what} did not succeed${error ? `: ${error.message}` : ''}.`)
}

function say(text) {
  process.stderr.write(`tokenapi: ${text}\n`)
}

function fail(sentence) {
  say(sentence)
  process.exit(1)
}
