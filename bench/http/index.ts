/**
 * `npm run bench:http`: a guarded view beside the same view bare, and beside the guards that people use
 * there. One server process a framework on one core, load from another, a thousand users' tokens in
 * turn, rounds of all paths in turn; medians.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { cpus } from 'node:os'

import autocannon from 'autocannon'

import { ours, theirs } from './users.ts'

const ROUNDS = 9
const REQUESTS = 6_000
const CONNECTIONS = 16

/** What to reach, of the bare view's throughput; the peers' paths. */
const FRAMEWORKS: Readonly<
  Record<string, { readonly reach?: number; readonly peers?: readonly string[] }>
> = {
  'node:http': { reach: 0.75 },
  'Express': { reach: 0.85, peers: ['express-jwt', 'passport-jwt'] },
  'Fastify': { reach: 0.75, peers: ['@fastify/jwt'] },
  'Hono': { reach: 0.75, peers: ['hono/jwt'] },
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
const pinned = pin()
const [cpu] = cpus()
console.log(
  `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} x ${cpu?.model ?? 'unknown'}${pinned ? '' : ', not pinned to cores'}\n`,
)
console.log('| framework | view | requests/s | CPU a request | of bare | to reach |')
console.log('|---|---|---|---|---|---|')
for (const [name, { reach, peers = [] }] of Object.entries(FRAMEWORKS)) {
  if (named.length > 0 && !named.includes(name)) continue
  const results = await measure(name, ['bare', 'guarded', ...peers])
  const bare = results.get('bare') as Sample
  for (const [view, { cpu: cost, rate }] of results) {
    const ratio = view === 'bare' ? '' : (bare.cpu / cost).toFixed(2)
    const goal = view === 'guarded' && reach !== undefined ? String(reach) : ''
    console.log(
      `| ${name} | ${view} | ${Math.round(rate)} | ${cost.toFixed(1)} us | ${ratio} | ${goal} |`,
    )
  }
}

interface Sample {
  /** Microseconds of the server's processor time for one request: what bounds its throughput. */
  readonly cpu: number
  readonly rate: number
}

async function measure(name: string, views: readonly string[]): Promise<Map<string, Sample>> {
  const script = new URL('server.ts', import.meta.url).pathname
  const [command, args] = pinned
    ? ['taskset', ['-c', '0', process.execPath, script, name]]
    : [process.execPath, [script, name]]
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  try {
    const { port } = await next<{ port: number }>(child)
    const samples = new Map<string, Sample[]>(views.map((view) => [view, []]))
    for (let round = -1; round < ROUNDS; round++) {
      for (const view of views) {
        const sample = await load(child, port, view)
        // The first round warms up.
        if (round >= 0) samples.get(view)?.push(sample)
      }
    }
    return new Map(
      [...samples].map(([view, list]) => [
        view,
        { cpu: median(list.map((one) => one.cpu)), rate: median(list.map((one) => one.rate)) },
      ]),
    )
  } finally {
    child.kill()
  }
}

async function load(child: ChildProcess, port: number, view: string): Promise<Sample> {
  const credentials = view === 'bare' || view === 'guarded' ? ours : theirs
  const before = await cpuOf(child)
  const result = await autocannon({
    url: `http://127.0.0.1:${port}/${view}`,
    connections: CONNECTIONS,
    amount: REQUESTS,
    requests: credentials.map((authorization) => ({ headers: { authorization } })),
  })
  if (result['2xx'] !== REQUESTS) throw new Error(`${view}: ${result.non2xx} answers not 2xx`)
  const cost = (await cpuOf(child)) - before
  return { cpu: cost / REQUESTS, rate: REQUESTS / result.duration }
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

/** This process on the second core, so that the server has the first to itself. */
function pin(): boolean {
  try {
    execFileSync('taskset', ['-cp', '1', String(process.pid)], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
