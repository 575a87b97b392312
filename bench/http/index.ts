/**
 * `npm run bench:http`: a guarded view beside the same view bare, and beside the guards that people use
 * there. One server process at a time on one core, more load than it can take from another (wrk), a
 * thousand users' tokens in turn, rounds of all paths in any order; medians. A ratio is the median of those of
 * the rounds: a machine that drifts drifts for the two of a round alike.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'

import { ours, theirs } from './users.ts'

/** Servers one after the other: what the engine makes of the same code differs from process to process. */
const STARTS = 3
const ROUNDS = 11
const SECONDS = 1
// So many that the server is never out of work. With fewer the client sleeps more often, and waking it
// up is charged to the slower views.
const CONNECTIONS = 256

/** The view without a guard, behind one, and with one wrapped around it. */
const OURS: readonly string[] = ['bare', 'guarded', 'wrapped']

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
for (const [name, list] of Object.entries({ ours, theirs })) {
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
  const results = await measure(name, [
    ...OURS.filter((view) => wraps || view !== 'wrapped'),
    ...peers,
  ])
  const bare = results.get('bare') ?? []
  for (const [view, rounds] of results) {
    const ratio = median(rounds.map(({ rate }, i) => rate / (bare[i]?.rate ?? Number.NaN)))
    const goal = OURS.includes(view) && view !== 'bare' && reach !== undefined ? String(reach) : ''
    const rate = Math.round(median(rounds.map((one) => one.rate)))
    const cost = median(rounds.map((one) => one.cpu)).toFixed(1)
    const shown = view === 'bare' ? '' : ratio.toFixed(2)
    console.log(`| ${name} | ${view} | ${rate} | ${shown} | ${goal} | ${cost} us |`)
  }
}

/** In servers/. */
function fileOf(name: string): string {
  return name === 'node:http' ? 'node' : name.toLowerCase()
}

interface Sample {
  /** Requests a second. */
  readonly rate: number
  /** Microseconds of the server's processor time for one request. */
  readonly cpu: number
}

/** A sample a round, of each view. */
async function measure(
  name: string,
  views: readonly string[],
): Promise<Map<string, readonly Sample[]>> {
  const samples = new Map<string, Sample[]>(views.map((view) => [view, []]))
  for (let start = 0; start < STARTS; start++) await measureOne(name, samples)
  return samples
}

async function measureOne(name: string, samples: ReadonlyMap<string, Sample[]>): Promise<void> {
  const script = new URL('server.ts', import.meta.url).pathname
  const child = spawn('taskset', ['-c', '0', process.execPath, script, fileOf(name)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  try {
    const { port } = await next<{ port: number }>(child)
    for (let round = -1; round < ROUNDS; round++) {
      for (const [view, list] of shuffled([...samples])) {
        const sample = await load(child, port, view)
        // The first round warms up.
        if (round >= 0) list.push(sample)
      }
    }
  } finally {
    child.kill()
  }
}

/** In any order: a view finds heap and processor as the one before has left them. */
function shuffled<T>(list: readonly T[]): readonly T[] {
  return list
    .map((one) => ({ one, at: Math.random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ one }) => one)
}

async function load(child: ChildProcess, port: number, view: string): Promise<Sample> {
  const credentials = join(folder, OURS.includes(view) ? 'ours' : 'theirs')
  const before = await cpuOf(child)
  const output = await run([
    ...['-c', '1', 'wrk', '-t', '1', '-c', String(CONNECTIONS), '-d', `${SECONDS}s`],
    ...['-s', join(import.meta.dirname, 'rotate.lua'), `http://127.0.0.1:${port}/${view}`],
    ...['--', credentials],
  ])
  const cost = (await cpuOf(child)) - before
  const [, requests, seconds] = /(\d+) requests in ([\d.]+)s/.exec(output) ?? []
  if (requests === undefined || /Non-2xx|Socket errors/.test(output)) {
    throw new Error(`${view}: ${output}`)
  }
  return { cpu: cost / Number(requests), rate: Number(requests) / Number(seconds) }
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

async function cpuOf(child: ChildProcess): Promise<number> {
  child.send('cpu')
  return (await next<{ cpu: number }>(child)).cpu
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
