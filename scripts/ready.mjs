// Makes the checkout ready: installs what is missing and builds what is stale, so that each npm
// script works by itself on a fresh clone. Plain JavaScript that any Node since 12 can read.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const modules = join(root, 'node_modules')
const pinned = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  fail(
    `tokenapi needs Node 20.19 or newer to install itself, and this is ${process.versions.node}: install a current one from https://nodejs.org and try again.`,
  )
}

if (isStale()) {
  say('installing (once, about a minute)')
  // Quiet about the engines of tools that run on the pinned Node.
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], 'npm install')
}

const version = existsSync(pinned)
  ? spawnSync(pinned, ['--version'], { encoding: 'utf8' }).stdout.trim()
  : 'missing'
if (!version.startsWith('v24.')) {
  fail(
    `the pinned Node 24 is ${version}: npm was told to skip install scripts; run \`npm rebuild node --ignore-scripts=false\` and try again.`,
  )
}

if (!process.argv.includes('--no-build')) {
  run(pinned, [join(modules, 'typescript', 'bin', 'tsc'), '-b'], 'the build')
}

/** Whether what is installed is older than what should be. npm leaves its own lockfile behind. */
function isStale() {
  const installed = join(modules, '.package-lock.json')
  if (!existsSync(installed) || !existsSync(pinned)) return true
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
