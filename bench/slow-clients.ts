/** A guarded route while many clients are slow to send headers, to send a body, and to read an answer. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

import { ADDRESSES, type AttackCounts, OPENED_PER_SECOND, SOCKETS } from './slow-clients/figures.ts'
import { type TokenProcess, startTokenProcess } from './token-process.ts'

/** Milliseconds. */
const CALM = 10_000
const ATTACK = 30_000
const PAUSE = 5

/** Milliseconds of each request that was answered, and how many were not. */
interface Figures {
  readonly kept: Probe
  readonly fresh: Probe
  readonly health: Probe
}
interface Probe {
  readonly times: readonly number[]
  readonly failed: number
}

export async function benchSlowClients(): Promise<string> {
  const tokens = await startTokenProcess()
  const attackers = new URL('slow-clients/attackers.ts', import.meta.url)
  try {
    const calm = await measure(tokens, CALM)
    const attack = fork(attackers, [tokens.server])
    await once(attack, 'message')
    const attacked = await measure(tokens, ATTACK)
    attack.send('count')
    const [counts] = (await once(attack, 'message')) as [AttackCounts]
    attack.kill()
    return table(calm, attacked, counts)
  } finally {
    tokens.stop()
  }
}

async function measure({ server, operations, authorization }: TokenProcess, duration: number) {
  const end = performance.now() + duration
  const [kept, fresh, health] = await Promise.all([
    probed(end, `http://${server}/whoami.json`, { authorization }, true),
    probed(end, `http://${server}/whoami.json`, { authorization }, false),
    probed(end, `http://${operations}/readyz`, {}, false),
  ])
  return { kept, fresh, health } satisfies Figures
}

/** One request after the other, over a connection that is kept or each over a new one. */
async function probed(
  end: number,
  url: string,
  headers: Readonly<Record<string, string>>,
  keepAlive: boolean,
): Promise<Probe> {
  const agent = new Agent({ keepAlive })
  const times: number[] = []
  let failed = 0
  while (performance.now() < end) {
    const started = performance.now()
    const status = await statusOf(url, agent, headers).catch(() => 0)
    if (status === 200) times.push(performance.now() - started)
    else failed++
    await sleep(PAUSE)
  }
  agent.destroy()
  return { times, failed }
}

function statusOf(
  url: string,
  agent: Agent,
  headers: Readonly<Record<string, string>>,
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { agent, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode))
    })
      .on('error', reject)
      .end()
  })
}

function table(calm: Figures, attacked: Figures, counts: AttackCounts): string {
  const row = (name: string, which: keyof Figures): string => {
    const cells = [calm, attacked].flatMap(({ [which]: { times, failed } }) => [
      milliseconds(percentile(times, 0.5)),
      milliseconds(percentile(times, 0.99)),
      `${failed} of ${times.length + failed}`,
    ])
    return `| ${[name, ...cells].join(' | ')} |`
  }
  return `
### Slow clients: ${SOCKETS} sockets from ${ADDRESSES} addresses, ${OPENED_PER_SECOND} opened in a second

In ${ATTACK / 1_000} seconds ${counts.opened} were opened and ${counts.closed} ended by the server; ${counts.open} were open at the end.

| | p50, calm | p99, calm | failed, calm | p50, attack | p99, attack | failed, attack |
|---|---|---|---|---|---|---|
${row('guarded route, one connection', 'kept')}
${row('guarded route, new connections', 'fresh')}
${row('health of the operations listener', 'health')}
`
}

function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

function milliseconds(value: number): string {
  return Number.isNaN(value) ? 'none' : `${value.toFixed(1)} ms`
}
