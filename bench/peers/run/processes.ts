/** What /proc reports of a process with its children, and of a processor core. */
import { readFileSync, readdirSync } from 'node:fs'

/** Ticks a second in /proc: USER_HZ, which is 100 on every Linux. */
const TICKS = 100

/** A process and all below it. */
export function familyOf(pid: number): readonly number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), parent: Number(statOf(Number(name))[1]) }))
  const family = [pid]
  // It grows while it is walked.
  for (const one of family) {
    family.push(...parents.filter(({ parent }) => parent === one).map((child) => child.pid))
  }
  return family
}

/** Seconds of processor time, of living processes. */
export function cpuSeconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + ticks(pid, [11, 12]), 0) / TICKS
}

/** Seconds of processor time of this process and of its children that have ended. */
export function ownCpuSeconds(): number {
  return ticks(process.pid, [11, 12, 13, 14]) / TICKS
}

/** Megabytes in memory; pages that processes share count once. */
export function memoryMegabytes(pids: readonly number[]): number {
  const kilobytes = pids.map((pid) =>
    Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0),
  )
  return kilobytes.reduce((sum, one) => sum + one, 0) / 1024
}

/** Seconds that a core was busy since the machine started. */
export function busySeconds(core: string): number {
  const line = new RegExp(`^cpu${core} (.*)$`, 'm').exec(read('/proc/stat'))?.[1] ?? ''
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line
    .split(' ')
    .map(Number)
  return (user + nice + system + irq + softirq + steal) / TICKS
}

export function endFamily(pid: number): void {
  for (const one of familyOf(pid).toReversed()) {
    try {
      process.kill(one, 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
  }
}

function ticks(pid: number, fields: readonly number[]): number {
  const stat = statOf(pid)
  return fields.reduce((sum, field) => sum + Number(stat[field] ?? 0), 0)
}

/** The fields after the name, which may hold spaces: state, parent, … (proc(5)). */
function statOf(pid: number): readonly string[] {
  const stat = read(`/proc/${pid}/stat`)
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

/** Empty for a process that has ended. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
