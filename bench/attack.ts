/** A login route under attack: what its owner, and users with a token, notice of it. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'

import {
  ACCOUNTS,
  type Counts,
  GUESSES_PER_SECOND,
  LEAVERS,
  POLITE_GUESSERS,
} from './attack/figures.ts'

const CALM = 10_000
const ATTACK = 30_000
const OWNER = '192.0.2.1'

/** One measurement: times are in milliseconds. */
interface Figures {
  readonly counts: Counts
  readonly guarded: number
  /** Milliseconds of the owner's logins that succeeded, and how many did not. */
  readonly logins: readonly number[]
  readonly failed: number
}

export async function benchAttack(): Promise<string> {
  const off = await attacked('off')
  const on = await attacked('on')
  const columns = [off.calm, off.attack, on.calm, on.attack]
  const row = (name: string, cell: (figures: Figures) => string): string =>
    `| ${[name, ...columns.map(cell)].join(' | ')} |`
  return [
    '',
    `### Attack: ${GUESSES_PER_SECOND} guesses a second over ${ACCOUNTS} accounts from rotating addresses, ${POLITE_GUESSERS} guessers of one address, ${LEAVERS} clients that hang up`,
    '',
    `Guesses sent in ${ATTACK / 1_000} seconds: ${off.guesses} with the throttle off, ${on.guesses} with it on.`,
    '',
    '| | off, calm | off, attack | on, calm | on, attack |',
    '|---|---|---|---|---|',
    row(
      'logins of the owner that succeeded',
      ({ logins, failed }) => `${logins.length} of ${logins.length + failed}`,
    ),
    row('p99 of these logins', ({ logins }) => milliseconds(percentile(logins))),
    row('p99 of a guarded route', ({ guarded }) => milliseconds(guarded)),
    row('p99 of the event-loop delay', ({ counts }) => milliseconds(counts.delay)),
    row('hashes computed', ({ counts }) => String(counts.hashes)),
    row('of these for the one address', ({ counts }) => String(counts.polite)),
    row('429', ({ counts }) => String(counts.throttled)),
    row('503', ({ counts }) => String(counts.unavailable)),
    row('left the queue', ({ counts }) => String(counts.gone)),
    '',
  ].join('\n')
}

async function attacked(
  throttle: 'on' | 'off',
): Promise<{ calm: Figures; attack: Figures; guesses: number }> {
  const server = fork(new URL('attack/server.ts', import.meta.url), [throttle])
  try {
    const [port] = (await once(server, 'message')) as [number]
    // Makes the owner's address a known one, and gives the token of the guarded route.
    const login = await ownerLogin(port)
    const { user, token } = JSON.parse(login.body) as { user: number; token: string }
    const authorization = `Bearer ${user}:${token}`
    const calm = await measure(server, port, authorization, CALM)
    const attackers = fork(new URL('attack/attackers.ts', import.meta.url), [String(port)])
    await once(attackers, 'message')
    const attack = await measure(server, port, authorization, ATTACK)
    attackers.send('count')
    const [guesses] = (await once(attackers, 'message')) as [number]
    attackers.kill()
    return { calm, attack, guesses }
  } finally {
    server.kill()
  }
}

async function measure(
  server: ChildProcess,
  port: number,
  authorization: string,
  duration: number,
): Promise<Figures> {
  server.send('start')
  const end = performance.now() + duration
  const guarded: number[] = []
  const logins: number[] = []
  let failed = 0
  const probing = repeat(end, 5, async () => {
    const { status, took } = await send(port, 'GET', '/index.json', { authorization })
    if (status !== 200) throw new Error(`the guarded route answered ${status}`)
    guarded.push(took)
  })
  const owner = repeat(end, 500, async () => {
    const { status, took } = await ownerLogin(port)
    if (status === 200) logins.push(took)
    else failed++
  })
  await Promise.all([probing, owner])
  server.send('report')
  const [counts] = (await once(server, 'message')) as [Counts]
  return { counts, guarded: percentile(guarded), logins, failed }
}

async function repeat(end: number, pause: number, run: () => Promise<void>): Promise<void> {
  while (performance.now() < end) {
    await run()
    await new Promise<void>((resolve) => void setTimeout(resolve, pause))
  }
}

interface Answer {
  readonly status: number
  readonly body: string
  readonly took: number
}

function ownerLogin(port: number): Promise<Answer> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-client': OWNER }
  return send(port, 'POST', '/token/new.json', headers, 'username=owner&password=right')
}

const agent = new Agent({ keepAlive: true })

function send(
  port: number,
  method: string,
  path: string,
  headers: Record<string, string>,
  body = '',
): Promise<Answer> {
  const started = performance.now()
  return new Promise((resolve, reject) => {
    const sent = request({ port, agent, method, path, headers })
    sent.on('error', reject)
    sent.on('response', (response) => {
      let text = ''
      response.on('data', (data: Buffer) => (text += data.toString()))
      response.on('end', () => {
        const took = performance.now() - started
        resolve({ status: response.statusCode ?? 0, body: text, took })
      })
    })
    sent.end(body)
  })
}

/** The 99th; of fewer than a hundred values the largest. */
function percentile(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.99))] ?? Number.NaN
}

function milliseconds(value: number): string {
  return Number.isNaN(value) ? 'none' : `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`
}
