// @ts-check
/** A real server with a folder and a loopback port of its own, to be frozen, crashed and restarted. */
import { execFileSync } from 'node:child_process'
import { chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { freePort } from './free-port.mjs'
import { accountOf, hasEnded, launch } from './launch.mjs'
import { freezeFamily, killFamily, thawFamily, until } from './processes.mjs'
import { guard } from './watchdog.mjs'

/**
 * @typedef {Awaited<ReturnType<typeof startServer>>} Server
 *
 * @typedef {object} Kind
 * @property {string} name
 * @property {string} [account] who runs it when we are root; else it is root
 * @property {string | undefined} [disk] as in `200m`: the folder is a file system of this size
 * @property {(folder: string, port: number) => Record<string, string>} [files] put into the folder first
 * @property {(folder: string) => string[]} [install] the command that makes the data folder
 * @property {(folder: string, port: number) => string[]} serve
 * @property {RegExp} ready the line of its log that says it takes connections
 * @property {'SIGTERM' | 'SIGQUIT' | 'SIGKILL'} end the quickest end that leaves nothing behind
 * @property {(port: number) => string} url
 */

/** @param {Kind} kind */
export async function startServer(kind) {
  const account = kind.account === undefined ? undefined : accountOf(kind.account)
  const folder = mkdtempSync(join(tmpdir(), `tokenapi-${kind.name}-`))
  if (kind.disk !== undefined) {
    const options = ['-t', 'tmpfs', '-o', `size=${kind.disk}`, 'tmpfs', folder]
    execFileSync('mount', options, { stdio: 'ignore' })
  }
  const remove = () => {
    if (kind.disk !== undefined) execFileSync('umount', ['--lazy', folder])
    rmSync(folder, { recursive: true, force: true })
  }
  if (account) chownSync(folder, account.uid, account.gid)
  const port = await freePort()
  for (const [name, text] of Object.entries(kind.files?.(folder, port) ?? {})) {
    writeFileSync(join(folder, name), text, { mode: 0o644 })
  }
  const log = join(folder, 'log')
  const run = (/** @type {string[]} */ command) => launch(command, { account, folder, log })
  /** The installer first, where there is one, then the server; another one after each restart. */
  let child = run(kind.install?.(folder) ?? ['true'])

  const start = async () => {
    child = run(kind.serve(folder, port))
    const { dismiss } = guard(child.pid ?? 0, kind.end, folder)
    child.once('exit', dismiss)
    await until(() => hasEnded(child) || kind.ready.test(readFileSync(log, 'utf8')))
    if (hasEnded(child)) throw new Error('it ended by itself')
  }
  const end = async () => {
    if (child.pid === undefined || hasEnded(child)) return
    thawFamily(child.pid)
    child.kill(kind.end)
    await until(() => hasEnded(child))
  }

  try {
    await until(() => hasEnded(child))
    if (child.exitCode !== 0) throw new Error('its data folder could not be made')
    await start()
  } catch (cause) {
    await end()
    const said = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-30).join('\n')
    remove()
    throw new Error(`${kind.name} did not start: ${String(cause)}\n${said}`, { cause })
  }

  return {
    url: kind.url(port),
    port,
    folder,
    /** Changes with every restart. */
    get pid() {
      return child.pid ?? 0
    },
    /** Connections stay, and nothing is answered until `thaw`. */
    freeze: () => freezeFamily(child.pid ?? 0),
    thaw: async () => thawFamily(child.pid ?? 0),
    /** Gone from one moment to the next. What was committed is there after `restart`. */
    crash: async () => {
      await killFamily(child.pid ?? 0)
      await until(() => hasEnded(child))
    },
    /** On the same port, over the same folder. */
    restart: async () => {
      await end()
      await start()
    },
    /** Leaves nothing behind. */
    stop: async () => {
      await end()
      remove()
    },
  }
}
