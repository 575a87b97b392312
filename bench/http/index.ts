/**
 * `npm run bench:http`: a guarded view beside the same view bare, and beside the guards that people use
 * there. One server process at a time on one core, more load than it can take from another (wrk), a
 * thousand users' tokens in turn. Views take turns of a tenth of a second, in any order; a ratio is
 * the median of those of the rounds.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Order, Round, Sample } from './server.ts'
import * as credentials from './users.ts'

/** Servers one after the other: what the engine makes of the same code differs from process to process. */
const STARTS = 3
/** Of load for each view; a tenth of it before anything is measured. */
const SECONDS = 10
// So many that the server is never out of work. With fewer the client sleeps more often, and waking it
// up is charged to the slower views.
const CONNECTIONS = 256

interface Measured {
  readonly reach?: number
  /** Whether to measure the guard wrapped around the view as well. */
  readonly wraps?: boolean
  readonly peers?: readonly string[]
}

/** What to reach, of the bare view's throughput; the peers' paths. */
const FRAMEWORKS: Readonly<Record<string, Measured>> = {
  'node:http': { reach: 0.75 },
  'Express': { reach: 0.85, peers: ['express-jwt', 'passport-jwt'] },
  'Fastify': { reach: 0.75, peers: ['@fastify/jwt'] },
  'Hono': { reach: 0.75, wraps: true, peers: ['hono/jwt'] },
  'Koa': { reach: 0.85 },
  'Nest': { reach: 0.85 },
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
console.log('| framework | view | requests/s | of bare | to reach | CPU a request |')
console.log('|---|---|---|---|---|---|')
for (const [name, { reach, wraps, peers = [] }] of Object.entries(FRAMEWORKS)) {
  if (named.length > 0 && !named.includes(name)) continue
  const views = ['bare', 'guarded', ...(wraps ? ['wrapped'] : [])]
  const starts: Start[] = []
  for (let i = 0; i < STARTS; i++) starts.push(await measure(name, views, peers))
  const ours = starts.map((start) => start.ours)
  const theirs = starts.map((start) => start.theirs)
  for (const view of views) print(name, view, ours, view === 'bare' ? undefined : reach)
  for (const view of peers) print(name, view, theirs)
}

/** A row; of the ratio what each start says as well. */
function print(
  name: string,
  view: string,
  starts: readonly (readonly Round[])[],
  reach?: number,
): void {
  const of = (what: keyof Sample): number =>
    median(starts.flat().map((round) => round[view]?.[what] ?? Number.NaN))
  const ratio = (rounds: readonly Round[]): string =>
    median(rounds.map((round) => (round[view]?.rate ?? 0) / (round['bare']?.rate ?? 0))).toFixed(2)
  const each = starts.map(ratio).toSorted()
  const ofBare = view === 'bare' ? '' : `${ratio(starts.flat())} (${each[0]} to ${each.at(-1)})`
  console.log(
    `| ${name} | ${view} | ${Math.round(of('rate'))} | ${ofBare} | ${reach ?? ''} | ${of('cpu').toFixed(1)} us |`,
  )
}

/** In servers/. */
function fileOf(name: string): string {
  return name === 'node:http' ? 'node' : name.toLowerCase()
}

/** Rounds of one server process: of our views, and of the peers' beside the bare one. */
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
    // Some servers take a signal to end for a wish, and wait.
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
  // The first warm up; without load there is nothing to tell.
  const whole = rounds.filter((round) => views.every((view) => (round[view]?.rate ?? 0) > 0))
  return whole.slice(Math.ceil(whole.length / 10))
}

/** What wrk has to say, on the second core. */
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
