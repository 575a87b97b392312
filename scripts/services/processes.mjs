// @ts-check
/** What runs below a process, and signals to all of it. */
import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * A process and its children, the process first; those that only wait to be reaped are left out.
 * @param {number} pid
 */
function familyOf(pid) {
  const family = listProcesses().filter((one) => one.pid === pid || one.parent === pid)
  return family.filter((one) => !isZombie(one)).toSorted((one) => (one.pid === pid ? -1 : 1))
}

/**
 * Stops or continues a process and its children: PostgreSQL's sessions are processes of their own.
 * The parent is stopped first, so that it starts no child that would be missed.
 * @param {number} pid
 */
export async function freezeFamily(pid) {
  process.kill(pid, 'SIGSTOP')
  await until(() => familyOf(pid).every((one) => one.pid !== pid || one.state.startsWith('T')))
  signal(familyOf(pid), 'SIGSTOP')
  await until(() => familyOf(pid).every(({ state }) => state.startsWith('T')))
}

/** @param {number} pid */
export function thawFamily(pid) {
  signal(familyOf(pid).toReversed(), 'SIGCONT')
}

/**
 * Ends a process and its children, which do not get to say goodbye, and waits until they are gone.
 * @param {number} pid
 */
export async function killFamily(pid) {
  const family = familyOf(pid)
  signal(family, 'SIGKILL')
  const gone = new Set(family.map((one) => one.pid))
  await until(() => !listProcesses().some((one) => gone.has(one.pid) && !isZombie(one)))
}

/**
 * @param {() => boolean} condition
 * @param {number} patience in milliseconds
 */
export async function until(condition, patience = 60_000) {
  const deadline = Date.now() + patience
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`no sign of it in ${patience / 1000} s`)
    await sleep(10)
  }
}

/**
 * @param {{ pid: number }[]} processes
 * @param {NodeJS.Signals} name
 */
function signal(processes, name) {
  for (const { pid } of processes) {
    try {
      process.kill(pid, name)
    } catch {
      // It has ended by itself since it was listed.
    }
  }
}

// pid (name, which may hold anything) state parent
const STAT = /^(\d+) \(.*\) (\S) (\d+) /s

/** @param {{ state: string }} process */
function isZombie({ state }) {
  return state.startsWith('Z')
}

/** Read from /proc where there is one: slim images have no `ps`. */
function listProcesses() {
  if (process.platform !== 'linux') return listByPs()
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      const [, pid, state = '', parent] =
        STAT.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? []
      return [{ pid: Number(pid), parent: Number(parent), state }]
    } catch {
      return []
    }
  })
}

function listByPs() {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,state='], { encoding: 'utf8' })
  return lines.split('\n').map((line) => {
    const [pid, parent, state = ''] = line.trim().split(/ +/)
    return { pid: Number(pid), parent: Number(parent), state }
  })
}
