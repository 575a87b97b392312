/** Failed logins, counted by several processes in one store, and what happens when the store does not answer. */
import { readFileSync } from 'node:fs'

import { createClient } from '@redis/client'
import pg from 'pg'
import { afterEach, describe, expect, it } from 'vitest'

import { startRedis } from '../../../scripts/services.mjs'
import { createAuthority } from '../../tokenapi/test/support/certificates.ts'
import { freshPostgres } from '../../tokenapi/test/support/databases.ts'
import { describeEachPeer } from '../../tokenapi/test/support/peers/each-peer.ts'
import { lacks } from '../../tokenapi/test/support/peers/peers.ts'
import { type Running, killAll, serve, tokenapi } from './support/command-line.ts'
import { RIGHT, SETTINGS, eventsOf, guess, login, withMaria } from './support/guesses.ts'

type Redis = Awaited<ReturnType<typeof startRedis>>
const redises: Redis[] = []
afterEach(async () => {
  killAll()
  for (const redis of redises.splice(0)) await redis.stop()
})

/** Failures of an account in a quarter of an hour. */
const LIMIT = 10
const HALF = LIMIT / 2

async function ownRedis(
  settings: Record<string, string> = {},
  tls?: { readonly cert: string; readonly key: string },
): Promise<Redis> {
  const redis = await startRedis({ settings, ...(tls && { tls }) })
  redises.push(redis)
  return redis
}

async function nodes(
  count: number,
  env: Readonly<Record<string, string>>,
): Promise<readonly [Running, ...Running[]]> {
  const cwd = withMaria(env)
  const starting = Array.from({ length: count }, () => serve(cwd, { ...SETTINGS, ...env }))
  return (await Promise.all(starting)) as [Running, ...Running[]]
}

/** How many hashes so many logins have cost, once each of them is in a log. */
async function hashesOf(servers: readonly Running[], logins: number): Promise<number> {
  const count = (name: string): number => eventsOf(servers, name).length
  const all = (): number =>
    count('login.failed') + count('login.throttled') + count('login.unavailable')
  await expect.poll(all, { timeout: 20_000 }).toBe(logins)
  return count('login.failed')
}

const PLACES = [
  ['Redis', async () => ({ THROTTLE_URL: (await ownRedis()).url })],
  ['PostgreSQL', async () => ({ DATABASE_URL: (await freshPostgres()).url })],
  ['SQLite', async () => ({})],
] as const

describeEachPeer(PLACES)('over %s', (_name, place) => {
  it('P-11: 500 wrong logins at once on three nodes compute no more hashes than the limit and one for each node', async () => {
    const servers = await nodes(3, await place())
    const answers = await guess(servers, 500, { atOnce: 500 })
    // 503: more logins at once than the pool or the hashing queue take in time.
    const statuses = new Set(answers.map(({ status }) => status))
    expect([...statuses].filter((status) => ![401, 429, 503].includes(status))).toEqual([])
    // Some more, until the account is throttled on a machine of any speed.
    await expect
      .poll(async () => (await login(servers[0], 'wrong')).status, { timeout: 20_000 })
      .toBe(429)
    // A node that the store kept waiting, on a busy machine, has counted for itself meanwhile.
    const alone = servers.filter(({ output }) => /counts .*by itself/.test(output())).length
    expect(eventsOf(servers, 'login.failed').length).toBeLessThanOrEqual(
      LIMIT + servers.length + alone * HALF,
    )
  })

  it('an account that is throttled on one node is on the others, after a restart too', async () => {
    const env = await place()
    const cwd = withMaria(env)
    const start = (): Promise<Running> => serve(cwd, { ...SETTINGS, ...env })
    const [one, other] = [await start(), await start()]
    await guess([one], LIMIT, { atOnce: 1 })
    const answer = await login(other, RIGHT)
    expect(answer).toMatchObject({
      status: 429,
      body: expect.stringMatching(/^\{"success": false/),
    })
    expect(Number(answer.retryAfter)).toBeGreaterThan(0)
    expect(Number(answer.retryAfter)).toBeLessThanOrEqual(15 * 60)
    await Promise.all([one.stop(), other.stop()])
    expect(await login(await start(), RIGHT)).toMatchObject({ status: 429 })
    const run = (...args: readonly string[]) =>
      tokenapi(cwd, args, { env: { ...SETTINGS, ...env } })
    expect(run('user', 'show', 'maria').stdout).toMatch(
      /password logins are stopped, for \d+ seconds more: [^]*→ Wait, or end the stop: `tokenapi user unlock`/,
    )
    expect(JSON.parse(run('user', 'show', 'maria', '--json').stdout)).toMatchObject({
      isThrottled: true,
    })
    expect(run('user', 'unlock', 'maria')).toMatchObject({ status: 0, stderr: '' })
    expect(run('user', 'show', 'maria').stdout).not.toContain('stopped')
    expect(JSON.parse(run('user', 'show', 'maria', '--json').stdout)).toMatchObject({
      isThrottled: false,
    })
  })
})

describe.skipIf(lacks('own Redis'))('Redis', () => {
  it('R-06: F-15: is down: 1,000 wrong logins compute half the budget in each process, not all of them', async () => {
    const redis = await ownRedis()
    const servers = await nodes(2, { THROTTLE_URL: redis.url })
    await redis.crash()
    const answers = await guess(servers, 1_000)
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401, 429]))
    expect(await hashesOf(servers, 1_000)).toBeLessThanOrEqual(HALF * servers.length)
    expect(sees(servers[0], 'this process counts by itself, with half the budget')).toBe(true)
    // Others log in, and tokens are verified.
    expect(await login(servers[0], 'wrong', { username: 'nobody' })).toMatchObject({ status: 401 })
  })

  it('R-05: F-16: is frozen: logins are answered by half the budget, and counted together when it thaws', async () => {
    const redis = await ownRedis()
    // Without these limits the heap of any busy server grows by 100 MB before V8 collects it, frozen Redis or not.
    const NODE_OPTIONS = '--max-semi-space-size=1 --max-old-space-size=48'
    const [server] = await nodes(1, { THROTTLE_URL: redis.url, NODE_OPTIONS })
    const before = residentKilobytes(server)
    await redis.freeze()
    const answers = await guess([server], 1_000)
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401, 429]))
    expect(await hashesOf([server], 1_000)).toBeLessThanOrEqual(HALF)
    expect(residentKilobytes(server) - before).toBeLessThan(75_000)
    await expect.poll(() => sees(server, 'counts by itself'), { timeout: 20_000 }).toBe(true)
    await redis.thaw()
    await expect.poll(() => sees(server, 'answers again'), { timeout: 20_000 }).toBe(true)
    await expect
      .poll(async () => (await login(server, RIGHT)).status, { timeout: 20_000 })
      .toBe(200)
  })

  it.each<[string, (redis: Redis, server: Running) => Promise<unknown>]>([
    ['FLUSHALL', async ({ url }) => flush(url)],
    [
      'a restart without its data',
      async (redis, server) => {
        const times = (): number => server.output().split('answers again').length
        const before = times()
        await redis.crash()
        await redis.restart()
        await expect.poll(times, { timeout: 20_000 }).toBeGreaterThan(before)
      },
    ],
  ])(
    'F-17: loses its data by %s: rates begin anew, and the stop after failures in a row remains',
    async (_how, lose) => {
      const redis = await ownRedis()
      const env = { ...SETTINGS, THROTTLE_URL: redis.url, LOGIN_THROTTLE_STOP_AFTER: '8' }
      const cwd = withMaria(env)
      const server = await serve(cwd, env)
      await guess([server], 5, { atOnce: 1 })
      await lose(redis, server)
      // The five before the loss count.
      await guess([server], 20, { atOnce: 1 })
      expect(await hashesOf([server], 25)).toBe(8)
      await lose(redis, server)
      const other = await serve(cwd, env)
      expect(await login(other, RIGHT)).toMatchObject({ status: 429, retryAfter: '3600' })
      expect(tokenapi(cwd, ['user', 'unlock', 'maria'], { env })).toMatchObject({
        status: 0,
        stdout: expect.stringContaining('Password logins were stopped.'),
      })
      expect(await login(other, RIGHT)).toMatchObject({ status: 200 })
    },
  )

  it('F-17: loses its data: an owner on a known address is still known, and not locked out', async () => {
    const redis = await ownRedis()
    const [server] = await nodes(1, { THROTTLE_URL: redis.url, LOGIN_THROTTLE_STOP_AFTER: '8' })
    const address = '203.0.113.9'
    expect(await login(server, RIGHT, { address })).toMatchObject({ status: 200 })
    await flush(redis.url)
    await guess([server], 20, { atOnce: 1 })
    expect(await login(server, RIGHT)).toMatchObject({ status: 429 })
    expect(await login(server, RIGHT, { address })).toMatchObject({ status: 200 })
  })

  it('has no table beside it for failures in a row: the log names the fix, and Redis counts all', async () => {
    const redis = await ownRedis()
    const { url } = await freshPostgres()
    const env = { ...SETTINGS, DATABASE_URL: url, THROTTLE_URL: redis.url }
    const cwd = withMaria(env)
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query('DROP TABLE tokenapi_login_counts')
    await client.end()
    const server = await serve(cwd, env)
    expect(server.output()).toMatch(/run `tokenapi migrate`.*counted in Redis alone/)
    await guess([server], 20, { atOnce: 1 })
    expect(await hashesOf([server], 20)).toBe(LIMIT)
  })

  it('F-18: is full: the process counts by itself', async () => {
    const redis = await ownRedis({ 'maxmemory': '100kb', 'maxmemory-policy': 'noeviction' })
    const [server] = await nodes(1, { THROTTLE_URL: redis.url })
    expect(/OOM.*this process counts by itself/.test(server.output())).toBe(true)
    await guess([server], 200)
    expect(await hashesOf([server], 200)).toBeLessThanOrEqual(HALF)
  })

  it('is not there when the server starts: it starts, and uses Redis once it is', async () => {
    const redis = await ownRedis()
    await redis.crash()
    const [server] = await nodes(1, { THROTTLE_URL: redis.url })
    expect(sees(server, 'this process counts by itself')).toBe(true)
    await redis.restart()
    await expect.poll(() => sees(server, 'answers again'), { timeout: 20_000 }).toBe(true)
  })

  it('refuses the password: the server does not start, and names the setting', async () => {
    const redis = await ownRedis({ requirepass: 'the-right-one' })
    const env = { ...SETTINGS, THROTTLE_URL: redis.url.replace('//', '//:the-wrong-one@') }
    const { status, stderr } = tokenapi(withMaria({}), ['serve', '--port', '0'], { env })
    expect({ status, stderr }).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(
        /^tokenapi: THROTTLE_URL: Redis at 127\.0\.0\.1:\d+\/?: WRONGPASS.*mend user and password/,
      ),
    })
    expect(stderr).not.toContain('the-wrong-one')
  })
})

describe.skipIf(lacks('own Redis'))('Redis with TLS', () => {
  const start = (url: string, ca?: string) =>
    tokenapi(withMaria({}), ['serve', '--port', '0'], {
      env: { ...SETTINGS, THROTTLE_URL: url, ...(ca && { NODE_EXTRA_CA_CERTS: ca }) },
    })

  it('an authority in NODE_EXTRA_CA_CERTS: processes count together', async () => {
    const authority = createAuthority()
    const { url } = await ownRedis({}, authority.issue(['IP:127.0.0.1']))
    expect(url).toMatch(/^rediss:/)
    const servers = await nodes(2, { THROTTLE_URL: url, NODE_EXTRA_CA_CERTS: authority.ca })
    await guess([servers[0]], LIMIT, { atOnce: 1 })
    expect(await login(servers.at(-1) as Running, RIGHT)).toMatchObject({ status: 429 })
    expect(servers.some((server) => sees(server, 'counts for itself'))).toBe(false)
  })

  it.each<[string, readonly string[], boolean]>([
    ['another authority', ['IP:127.0.0.1'], false],
    ['a certificate of another host', ['DNS:redis.example'], true],
  ])('C-07: %s: the server does not start, and names the fix', async (_what, names, isTrusted) => {
    const [one, other] = [createAuthority(), createAuthority()]
    const { url } = await ownRedis({}, one.issue(names))
    const { status, stderr } = start(url, isTrusted ? one.ca : other.ca)
    expect({ status, stderr }).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(
        /^tokenapi: THROTTLE_URL: Redis at 127\.0\.0\.1:\d+\/?: .*NODE_EXTRA_CA_CERTS/,
      ),
    })
  })
})

async function flush(url: string): Promise<void> {
  const client = await createClient({ url }).connect()
  await client.flushAll()
  client.destroy()
}

function sees({ output }: Running, text: string): boolean {
  return output().includes(text)
}

function residentKilobytes({ child }: Running): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1])
}
