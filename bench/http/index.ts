/**
 * `npm run bench:http`: throughput of a guarded route beside the same route without a guard, and beside
 * common JWT guards. One server process runs on one core; wrk loads it from another core with the tokens of
 * a thousand users. Routes take turns of a tenth of a second, in random order. A ratio is the median of all
 * rounds.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Order, Round, Sample } from './server.ts'
import * as credentials from './users.ts'

/** Server processes, one after another: the engine optimizes the same code differently in each. */
const STARTS = 3
/** Load for each route; the first tenth warms up. */
const SECONDS = 10
// Enough to keep the server busy. With fewer, the client sleeps more often, and its wake-ups slow down the
// slower routes.
const CONNECTIONS = 256

interface Measured {
  /** Whether to measure the guard as a wrapper too. */
  readonly wraps?: boolean
  readonly peers?: readonly string[]
}

/** The frameworks, and the JWT guards to compare with. */
const FRAMEWORKS: Readonly<Record<string, Measured>> = {
  'node:http': {},
  'Express': { peers: ['express-jwt', 'passport-jwt'] },
  'Fastify': { peers: ['@fastify/jwt'] },
  'Hono': { wraps: true, peers: ['hono/jwt'] },
  'Koa': {},
  'Nest': {},
  'h3': {},
  'hapi': {},
  'Elysia': {},
}

const named = process.argv.slice(2)
const unknown = named.find((name) => !Object.hasOwn(FRAMEWORKS, name))
if (unknown !== undefined) {
  console.error(`there is no "${unknown}": name any of ${Object.keys(FRAMEWORKS).join(', ')}`)
  process.exit(2)
}
for (const program of ['wrk', 'taskset']) {
  try {
    execFileSync('which', [program], { stdio: 'ignore' })
  } catch {
    console.error(`${program} is not installed: apt-get install wrk util-linux`)
    process.exit(2)
  }
}
const folder = mkdtempSync(join(tmpdir(), 'tokenapi-bench-'))
for (const [name, list] of [
  ['ours', credentials.ours],
  ['theirs', credentials.theirs],
] as const) {
  writeFileSync(join(folder, name), list.join('\n'))
}
const [cpu] = cpus()
console.log(
  `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} x ${cpu?.model ?? 'unknown'}\n`,
)
console.log('| framework | view | requests/s | share of the unguarded route | CPU per request |')
console.log('|---|---|---|---|---|')
for (const [name, { wraps, peers = [] }] of Object.entries(FRAMEWORKS)) {
  if (named.length > 0 && !named.includes(name)) continue
  const views = ['bare', 'guarded', ...(wraps ? ['wrapped'] : [])]
  const starts: Start[] = []
  for (let i = 0; i < STARTS; i++) starts.push(await measure(name, views, peers))
  const ours = starts.map((start) => start.ours)
  const theirs = starts.map((start) => start.theirs)
  for (const view of views) print(name, view, ours)
  for (const view of peers) print(name, view, theirs)
}

/** Prints a row: the median of all rounds, and the range over the server processes. */
function print(name: string, view: string, starts: readonly (readonly Round[])[]): void {
  const of = (what: keyof Sample): number =>
    median(starts.flat().map((round) => round[view]?.[what] ?? Number.NaN))
  const ratio = (rounds: readonly Round[]): string =>
    median(rounds.map((round) => (round[view]?.rate ?? 0) / (round['bare']?.rate ?? 0))).toFixed(2)
  const each = starts.map(ratio).toSorted()
  const ofBare = view === 'bare' ? '' : `${ratio(starts.flat())} (${each[0]} to ${each.at(-1)})`
  console.log(
    `| ${name} | ${view} | ${Math.round(of('rate'))} | ${ofBare} | ${of('cpu').toFixed(1)} us |`,
  )
}

/** The file in servers/. */
function fileOf(name: string): string {
  return name === 'node:http' ? 'node' : name.toLowerCase()
}

/** Rounds of one server process: tokenapi's routes, and the JWT guards beside the unguarded route. */
interface Start {
  readonly ours: readonly Round[]
  readonly theirs: readonly Round[]
}

async function measure(
  name: string,
  views: readonly string[],
  peers: readonly string[],
): Promise<Start> {
  const script = new URL('server.ts', import.meta.url).pathname
  const child = spawn('taskset', ['-c', '0', process.execPath, script, fileOf(name)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  try {
    const { port } = await next<{ port: number }>(child)
    return {
      ours: await load(child, port, 'ours', views),
      theirs: peers.length === 0 ? [] : await load(child, port, 'theirs', ['bare', ...peers]),
    }
  } finally {
    // Some servers wait for open connections on SIGTERM.
    child.kill('SIGKILL')
  }
}

async function load(
  child: ChildProcess,
  port: number,
  whose: 'ours' | 'theirs',
  views: readonly string[],
): Promise<readonly Round[]> {
  const seconds = SECONDS * views.length
  child.send(views satisfies Order)
  const output = await run([
    ...['-c', '1', 'wrk', '-t', '1', '-c', String(CONNECTIONS), '-d', `${seconds}s`],
    ...['-s', join(import.meta.dirname, 'rotate.lua'), `http://127.0.0.1:${port}/`],
    ...['--', join(folder, whose)],
  ])
  child.send('stop' satisfies Order)
  const { rounds } = await next<{ rounds: readonly Round[] }>(child)
  if (/Non-2xx|(?:connect|read|write) [1-9]/.test(output)) {
    throw new Error(`${views.join(', ')}: ${output}`)
  }
  // The first rounds warm up. A round without load has no ratio.
  const whole = rounds.filter((round) => views.every((view) => (round[view]?.rate ?? 0) > 0))
  return whole.slice(Math.ceil(whole.length / 10))
}

/** Runs wrk on the second core, and returns its output. */
function run(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('taskset', args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.on('data', (data: Buffer) => (output += data.toString()))
    child.on('error', reject)
    child.on('close', () => resolve(output))
  })
}

function next<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`the server ended: ${code}`))
    child.once('exit', ended)
    child.once('message', (message) => {
      child.off('exit', ended)
      resolve(message as T)
    })
  })
}

function median(list: readonly number[]): number {
  return list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN
}
