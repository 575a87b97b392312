/** Two servers behind nginx, over one PostgreSQL and one Redis: each is restarted while clients call. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { freePort, startNginx } from '../../../scripts/services.mjs'
import type { Server } from '../../../scripts/services/server.mjs'
import { type Database, REDIS, freshPostgres } from '../../tokenapi/test/support/databases.ts'
import { lacks } from '../../tokenapi/test/support/peers/peers.ts'
import { type Running, folder, killAll, serve, tokenapi } from './support/command-line.ts'
import { type Load, startLoad } from './support/load.ts'

const CONFIGURATION = join(import.meta.dirname, '../../../deploy/compose/nginx.conf')
const PASSWORD = 'right-password-of-maria'
const ROUNDS = 2

interface Node {
  readonly port: number
  readonly operationsPort: number
  running: Running
}

describe.skipIf(lacks('nginx', 'PostgreSQL', 'Redis'))('two servers behind nginx', () => {
  const cwd = folder()
  let database: Database
  let env: Record<string, string>
  let nodes: Node[]
  let nginx: Server
  let load: Load
  beforeAll(async () => {
    database = await freshPostgres()
    env = {
      NODE_ENV: 'production',
      SECRET_KEY: 'canary-secret-5wQ9x-of-these-tests-long-enough',
      DATABASE_URL: database.url,
      THROTTLE_URL: REDIS ?? '',
      THROTTLE_PREFIX: `rolling-${process.pid}`,
      TRUST_PROXY: '127.0.0.1',
      ACCESS_TOKENS: 'true',
      ACCESS_TOKENS_PER_USER: '10000',
      DRAIN_SECONDS: '4',
      LOGIN_THROTTLE_ADDRESS_FAILURES: '1000000',
      PASSWORD_ITERATIONS: '1000',
    }
    const run = (args: readonly string[], input = ''): string => {
      const { status, stdout, stderr } = tokenapi(cwd, args, { env, input })
      if (status !== 0) throw new Error(stderr)
      return stdout.trim()
    }
    run(['migrate'])
    run(['user', 'add', 'maria'], `${PASSWORD}\n`)
    const classic = run(['token', 'new', 'maria'])
    const access = run(['token', 'issue', 'maria'])
    nodes = await Promise.all([startNode(), startNode()])
    nginx = await startNginx((port, files) =>
      readFileSync(CONFIGURATION, 'utf8')
        .replace('tokenapi-1:8000', `127.0.0.1:${nodes[0]?.port}`)
        .replace('tokenapi-2:8000', `127.0.0.1:${nodes[1]?.port}`)
        .replace('listen 8080', `listen 127.0.0.1:${port}`)
        .replaceAll('/var/log/nginx', files),
    )
    load = startLoad(nginx.url, { username: 'maria', password: PASSWORD, classic, access })
  })
  afterAll(async () => {
    await load?.stop()
    await nginx?.stop()
    killAll()
    await database?.drop()
  })

  async function startNode(): Promise<Node> {
    const [port, operationsPort] = [await freePort(), await freePort()]
    return { port, operationsPort, running: await serveAt({ port, operationsPort }) }
  }
  function serveAt({
    port,
    operationsPort,
  }: Pick<Node, 'port' | 'operationsPort'>): Promise<Running> {
    return serve(cwd, env, ['--port', `${port}`, '--operations-port', `${operationsPort}`])
  }

  it('R-08: every answer is right while each of them is restarted in turn, twice', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      for (const node of nodes) {
        await expect.poll(() => served(node), { timeout: 20_000 }).toBeGreaterThan(20)
        const ended = node.running.stop()
        // Not ready, while it still answers.
        await expect.poll(() => readiness(node), { timeout: 5_000, interval: 20 }).toBe(503)
        expect((await fetch(`${node.running.url}/healthz`)).status).toBe(200)
        expect(await ended).toBe(0)
        node.running = await serveAt(node)
      }
    }
    await load.stop()
    expect(load.wrong).toEqual([])
    expect(Math.min(...load.counts.values())).toBeGreaterThan(10)
    for (const { running } of nodes) expect(running.output()).not.toContain('"level":50')
  }, 120_000)
})

/** Tokens that it has verified since its start. */
async function served({ running }: Node): Promise<number> {
  const metrics = await (await fetch(`${running.operationsUrl}/metrics`)).text()
  return Number(
    /^tokenapi_verifications_total\{outcome="succeeded"\} (\d+)/m.exec(metrics)?.[1] ?? 0,
  )
}

async function readiness({ running }: Node): Promise<number> {
  return (await fetch(`${running.url}/readyz`)).status
}
