// Where the programs of the runtimes are that the library is tested on: matrix/runtimes holds those of
// this platform, pinned. This script lists them, or runs a file on one: `runtimes.mjs bun server.ts`.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const root = join(import.meta.dirname, '..')
const installed = join(root, 'matrix', 'runtimes', 'node_modules')
const { platform, arch } = process
const bunArch = arch === 'arm64' ? 'aarch64' : arch
const libc = platform === 'linux' ? '-glibc' : ''
const workerdArch = arch === 'x64' ? '64' : arch

const PROGRAMS = {
  'node-22': join(installed, `node-22-${platform}-${arch}`, 'bin', 'node'),
  // The workspace's own.
  'node-24': join(root, 'node_modules', `node-24-${platform}-${arch}`, 'bin', 'node'),
  'node-26': join(installed, `node-26-${platform}-${arch}`, 'bin', 'node'),
  'bun': join(installed, '@oven', `bun-${platform}-${bunArch}`, 'bin', 'bun'),
  'deno': join(installed, '@deno', `${platform}-${arch}${libc}`, 'deno'),
  'workerd': join(installed, '@cloudflare', `workerd-${platform}-${workerdArch}`, 'bin', 'workerd'),
}

/** @typedef {keyof typeof PROGRAMS} RuntimeName */

/** All that are tested on; any may be missing on this machine. */
export const RUNTIMES = /** @type {RuntimeName[]} */ (Object.keys(PROGRAMS))

/** What is to be done where one is missing. */
export const INSTALL = 'npm ci --prefix matrix/runtimes --ignore-scripts'

/**
 * The program of a runtime, or `undefined` where it is not installed.
 * @param {RuntimeName} name
 * @returns {string | undefined}
 */
export function programOf(name) {
  const program = PROGRAMS[name]
  return existsSync(program) ? program : undefined
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [name, file] = process.argv.slice(2)
  if (name === undefined) list()
  else await run(name, file)
}

function list() {
  for (const name of RUNTIMES) {
    const program = programOf(name)
    const version =
      program === undefined
        ? `not installed: ${INSTALL}`
        : execFileSync(program, ['--version'], { encoding: 'utf8' }).split('\n')[0]
    console.log(name.padEnd(8), version)
  }
}

/** A file on a runtime, for `npm start` in the examples: the pinned program, or one of your own. */
async function run(name, file) {
  const { PORT = '8000', SECRET_KEY, ORIGIN } = process.env
  const given = Object.entries({ SECRET_KEY, ORIGIN }).filter(([, value]) => value !== undefined)
  const worker = { address: `127.0.0.1:${PORT}`, env: Object.fromEntries(given) }
  const args = {
    bun: () => [file],
    deno: () => ['run', '--allow-net', '--allow-env', '--allow-read', file],
    workerd: async () => {
      const { workerArguments } = await import('./worker.mjs')
      return [...(await workerArguments(file, worker)), '--control-fd=1']
    },
  }
  const child = spawn(programOf(name) ?? name, await args[name](), { stdio: 'inherit' })
  child.on('error', () => {
    console.error(`${name} is not installed: ${INSTALL}`)
    process.exit(1)
  })
  child.on('exit', (code) => process.exit(code ?? 1))
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
}
