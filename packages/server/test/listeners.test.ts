/** The public listener and the one for operators, as people run them. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { type Server, createServer } from 'node:http'
import { type AddressInfo, type Socket, connect } from 'node:net'

import { afterEach, expect, it } from 'vitest'

import { freePort } from '../../../scripts/services.mjs'
import { type Running, folder, killAll, serve, tokenapi } from './support/command-line.ts'

const SECRET_KEY = 'canary-secret-5wQ9x-of-these-tests-long-enough'
const PRODUCTION = { NODE_ENV: 'production', SECRET_KEY }

const servers: Server[] = []
const sockets: Socket[] = []
afterEach(() => {
  killAll()
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const server of servers.splice(0)) server.close()
})

/** Something else that listens. */
async function taken(port = 0): Promise<number> {
  const server = createServer().listen(port, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** A login whose body lacks 8 bytes. */
async function unfinishedLogin({ url }: Running): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  sockets.push(socket)
  socket.on('error', () => {})
  await once(socket, 'connect')
  const form = 'Content-Type: application/x-www-form-urlencoded'
  socket.write(
    `POST /token/new.json HTTP/1.1\r\nHost: x\r\n${form}\r\nContent-Length: 12\r\n\r\nuser`,
  )
  return socket
}

const statusOf = async (url: string): Promise<number> => (await fetch(url)).status

const OFF = 'Its pages Tokens and Events need ACCESS_TOKENS=true and AUDIT=true at the next start.'

it('the first start names no setting for pages that are on', async () => {
  const server = await serve(folder(), { ACCESS_TOKENS: 'true', AUDIT: 'true' })
  expect(server.output()).toContain('Admin page: ')
  expect(server.output()).not.toContain(OFF)
})

it('prints both addresses; the one of operators has health and readiness, and no token route', async () => {
  const server = await serve(folder())
  expect(server.output()).toContain(
    `Admin page: ${server.operationsUrl}/ (sign in as "demo" with the password above)\n${OFF}\n`,
  )
  expect(new URL(server.operationsUrl).hostname).toBe('127.0.0.1')
  expect(await statusOf(`${server.operationsUrl}/healthz`)).toBe(200)
  const ready = await fetch(`${server.operationsUrl}/readyz`)
  expect([ready.status, await ready.json()]).toEqual([200, { state: 'ready' }])
  for (const path of ['/token/new.json', '/index.json', '/whoami.json']) {
    expect(await statusOf(server.operationsUrl + path)).toBe(404)
  }
  expect(await server.stop()).toBe(0)
})

it('ADMIN=false leaves health and metrics; production has no admin page without ADMIN=true', async () => {
  const off = await serve(folder(), { ADMIN: 'false' })
  expect(off.output()).toContain(`Health and metrics, for you alone: ${off.operationsUrl}/\n`)
  const cwd = folder()
  tokenapi(cwd, ['migrate'], { env: PRODUCTION })
  const production = await serve(cwd, PRODUCTION)
  for (const { operationsUrl } of [off, production]) {
    expect(await statusOf(`${operationsUrl}/metrics`)).toBe(200)
    expect(await statusOf(`${operationsUrl}/healthz`)).toBe(200)
    expect(await statusOf(`${operationsUrl}/sign-in`)).toBe(404)
    expect(await statusOf(`${operationsUrl}/api/v1/users`)).toBe(404)
  }
  const on = await serve(cwd, { ...PRODUCTION, ADMIN: 'true' })
  expect(on.output()).toContain(`admin page: ${on.operationsUrl}/; sign in as`)
  expect(await statusOf(`${on.operationsUrl}/sign-in`)).toBe(200)
})

it('A-08: the public listener has no admin page, no management API, no metrics', async () => {
  const server = await serve(folder())
  for (const path of ['/sign-in', '/users', '/api/v1/users', '/metrics', '/settings']) {
    expect([path, await statusOf(server.url + path)]).toEqual([path, 404])
    expect([path, await statusOf(server.operationsUrl + path)]).not.toEqual([path, 404])
  }
})

it('a load balancer in front asks the public one', async () => {
  const server = await serve(folder())
  for (const path of ['/healthz', '/readyz']) {
    const answer = await fetch(server.url + path)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect([answer.status, await answer.json()]).toEqual([200, { success: true }])
  }
})

it('GET / shows three calls on a page without script and without input', async () => {
  const server = await serve(folder())
  const answer = await fetch(server.url, { headers: { host: 'evil.example' } })
  const page = await answer.text()
  expect(answer.headers.get('content-type')).toMatch(/^text\/html/)
  expect(answer.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
  )
  expect(page.match(/<pre>curl .*<\/pre>/g)).toHaveLength(3)
  expect(page).toContain(`${server.url}/token/new.json`)
  expect(page).not.toMatch(/<script|evil\.example|\son\w+=/)
  const style = /<style>(.*)<\/style>/s.exec(page)?.[1] ?? ''
  const hash = createHash('sha256').update(style).digest('base64')
  expect(answer.headers.get('content-security-policy')).toContain(`'sha256-${hash}'`)
})

it('GET / shows no address in production, and the token alone where logins issue access tokens', async () => {
  const cwd = folder()
  const env = { ...PRODUCTION, ACCESS_TOKENS: 'true' }
  tokenapi(cwd, ['migrate'], { env })
  const server = await serve(cwd, env)
  const page = await (await fetch(server.url)).text()
  expect(page).toContain('https://HOST/token/new.json')
  expect(page).toContain('Authorization: Bearer TOKEN')
  expect(page).not.toContain('127.0.0.1')
})

it('health answers on both listeners while requests without an end hold every place of one client', async () => {
  const server = await serve(folder())
  // More than the places of one client: the ones that wait for longest make room.
  for (let i = 0; i < 250; i++) await unfinishedLogin(server)
  expect(await statusOf(`${server.url}/healthz`)).toBe(200)
  expect(await statusOf(`${server.operationsUrl}/healthz`)).toBe(200)
  expect(await statusOf(`${server.operationsUrl}/readyz`)).toBe(200)
})

it('R-08: on SIGTERM operators read that it stops, and it ends with 0', async () => {
  const cwd = folder()
  const server = await serve(cwd)
  const slow = await unfinishedLogin(server)
  await expect.poll(() => statusOf(`${server.operationsUrl}/readyz`)).toBe(200)
  const ended = server.stop()
  const state = async (): Promise<unknown> => (await fetch(`${server.operationsUrl}/readyz`)).json()
  await expect
    .poll(state, { timeout: 5_000 })
    .toEqual({ state: 'stopping', reason: 'the server stops' })
  const answer = once(slow, 'data')
  slow.write('name=mar')
  expect(String((await answer)[0])).toMatch(/^HTTP\/1\.1 401/)
  expect(await ended).toBe(0)
})

it('a second server of a developer takes another port for operators, and prints it', async () => {
  await taken(8001).catch(() => {})
  const server = await serve(folder(), {}, ['--port', '0'])
  expect(server.output()).toContain('port 8001 is in use: operations are at another port')
  expect(server.operationsUrl).not.toContain(':8001')
  expect(await statusOf(`${server.operationsUrl}/healthz`)).toBe(200)
})

it('a developer may have 8001 for the public one', async () => {
  const port = await freePort()
  const result = tokenapi(folder(), ['serve', '--port', String(port)], {
    env: { OPERATIONS_PORT: String(port) },
  })
  expect(result.stderr).toMatch(
    /PORT and OPERATIONS_PORT are both \d+: set OPERATIONS_PORT to another port/,
  )
})

it('a port that was chosen and is in use is an error with the setting and the fix', async () => {
  const port = await taken()
  const result = tokenapi(folder(), ['serve', '--port', '0', '--operations-port', String(port)])
  expect(result).toMatchObject({
    status: 1,
    stderr: `tokenapi: OPERATIONS_PORT: port ${port} is in use: stop what listens there, or choose another with OPERATIONS_PORT or --operations-port; 0 takes any free port\n`,
  })
})

it('H-11: no listener opens plain HTTP to the network in production', async () => {
  for (const name of ['HOST', 'OPERATIONS_HOST']) {
    const result = tokenapi(folder(), ['serve'], { env: { ...PRODUCTION, [name]: '0.0.0.0' } })
    expect(result.status).toBe(1)
    expect(result.stderr).toContain(`${name}=0.0.0.0 opens plain HTTP to the network`)
  }
})
