// @ts-check
/** Runs a program as an account that may run it, with what it says in a file. */
import { execFileSync, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/**
 * @param {string[]} command
 * @param {{ account: { uid: number, gid: number } | undefined, folder: string, log: string }} place
 * @returns {ChildProcess}
 */
export function launch([program = '', ...args], { account, folder, log }) {
  // A file and not a pipe: a pipe that nobody empties would halt a server that says a lot.
  const output = openSync(log, 'w')
  const child = spawn(program, args, {
    ...account,
    cwd: folder,
    // Away from the terminal: after Ctrl-C it is we who decide when it ends.
    detached: true,
    stdio: ['ignore', output, output],
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
  })
  closeSync(output)
  // Shows as a child without an id.
  child.on('error', () => undefined)
  child.unref()
  return child
}

/** @param {ChildProcess} child */
export function hasEnded({ pid, exitCode, signalCode }) {
  return pid === undefined || exitCode !== null || signalCode !== null
}

/**
 * PostgreSQL refuses to run as root. When we are not root, everything runs as ourselves.
 * @param {string} name
 */
export function accountOf(name) {
  if (process.getuid?.() !== 0) return undefined
  const number = (/** @type {string} */ flag) =>
    Number(execFileSync('id', [flag, name], { encoding: 'utf8' }))
  return { uid: number('-u'), gid: number('-g') }
}
