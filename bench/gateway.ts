/** What a proxy adds when it asks the gateway: one connection, one request at a time, beside the same proxy without it. */
import { Agent, request } from 'node:http'

import { printGateway } from '../packages/server/dist/gateway/snippets/print.js'
import { readConfig } from '../packages/server/dist/config/read-config.js'
import {
  findCaddy,
  findHaproxy,
  findNginx,
  startCaddy,
  startHaproxy,
  startNginx,
} from '../scripts/services.mjs'
import { type Parts, startParts } from './gateway/start.ts'

const WARM_UP = 300
const ROUNDS = 10
/** Requests of one round. */
const REQUESTS = 200

interface Contender {
  readonly name: string
  readonly isInstalled: boolean
  readonly bare: (parts: Parts) => Promise<Started>
  readonly asking: (parts: Parts) => Promise<Started>
}
interface Started {
  readonly port: number
  stop(): Promise<void>
}

const CONTENDERS: readonly Contender[] = [
  {
    name: 'nginx',
    isInstalled: findNginx() !== undefined,
    bare: ({ application }) =>
      startNginx(
        (port) =>
          `server { listen 127.0.0.1:${port}; location / { proxy_pass http://${application}; proxy_http_version 1.1; proxy_set_header Connection ""; } }`,
      ),
    asking: (parts) => startNginx((port) => snippet('nginx', port, parts)),
  },
  {
    name: 'HAProxy',
    isInstalled: findHaproxy() !== undefined,
    bare: ({ application }) =>
      startHaproxy((port) => ({
        configuration: `defaults\n  mode http\n  timeout connect 2s\n  timeout client 30s\n  timeout server 30s\nfrontend in\n  bind 127.0.0.1:${port}\n  default_backend app\nbackend app\n  server app ${application}\n`,
        lua: '',
      })),
    asking: (parts) =>
      startHaproxy((port) => ({
        configuration: snippet('haproxy', port, parts),
        lua: snippet('haproxy', port, parts, true),
      })),
  },
  {
    name: 'Caddy',
    isInstalled: findCaddy() !== undefined,
    bare: ({ application }) =>
      startCaddy(
        (port) => `http://:${port} {\n\tbind 127.0.0.1\n\treverse_proxy ${application}\n}\n`,
      ),
    asking: (parts) => startCaddy((port) => snippet('caddy', port, parts)),
  },
]

export async function benchGateway(): Promise<string> {
  const parts = await startParts()
  try {
    const rows: string[] = []
    for (const contender of CONTENDERS) {
      if (contender.isInstalled) rows.push(await row(contender, parts))
    }
    return `\n### Gateway, median of ${ROUNDS * REQUESTS} requests over one connection\n\n| proxy | alone | asks the gateway | added |\n|---|---|---|---|\n${rows.join('\n')}\n`
  } finally {
    parts.stop()
  }
}

async function row({ name, bare, asking }: Contender, parts: Parts): Promise<string> {
  const proxies = [await bare(parts), await asking(parts)] as const
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const times: [number[], number[]] = [[], []]
  for (const { port } of proxies) {
    for (let i = 0; i < WARM_UP; i++) await timed(port, agent, parts)
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, { port }] of proxies.entries()) {
      for (let n = 0; n < REQUESTS; n++)
        times[i === 0 ? 0 : 1].push(await timed(port, agent, parts))
    }
  }
  agent.destroy()
  await Promise.all(proxies.map((proxy) => proxy.stop()))
  const [alone, guarded] = [median(times[0]), median(times[1])]
  return `| ${name} | ${us(alone)} | ${us(guarded)} | ${us(guarded - alone)} |`
}

function timed(port: number, agent: Agent, { authorization }: Parts): Promise<number> {
  const started = performance.now()
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, agent, headers: { authorization } }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`status ${response.statusCode}`))
      response.resume().on('end', () => resolve(performance.now() - started))
    })
      .on('error', reject)
      .end()
  })
}

function snippet(
  proxy: 'nginx' | 'haproxy' | 'caddy',
  port: number,
  { server, application }: Parts,
  lua = false,
): string {
  return printGateway(proxy, readConfig({}), {
    server,
    application,
    listen: `127.0.0.1:${port}`,
    lua,
  })
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}

function us(milliseconds: number): string {
  return `${Math.round(milliseconds * 1_000)} µs`
}
