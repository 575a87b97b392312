/** Logins of clients that hang up, and of many clients at once, over real sockets. */
import { type Socket, connect } from 'node:net'

import { describe, expect, it, vi } from 'vitest'

import { type TokenApi, type TokenApiOptions, createTokenApi } from '../../src/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { LOGIN_APPS, type LoginApp } from '../support/apps/login-apps.ts'
import { countedQueue } from '../support/counted-queue.ts'

const apiWith = (options: Partial<TokenApiOptions>): TokenApi =>
  createTokenApi({
    secretKey: 'a secret of these tests, long enough',
    store: memoryStore([{ id: 1, username: 'maria', password: 'unused', isActive: true }]),
    ...options,
  })

const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 60_000 })

const bodyOf = (password: string): string => `username=maria&password=${password}`

/** A login on a connection of its own, whose answer is not awaited. */
function send(port: number, password: string): Socket {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  const body = bodyOf(password)
  socket.write(
    [
      'POST /token/new.json HTTP/1.1',
      'Host: 127.0.0.1',
      'Content-Type: application/x-www-form-urlencoded',
      `Content-Length: ${body.length}`,
      '',
      body,
    ].join('\r\n'),
  )
  return socket
}

const login = (port: number, password: string, address?: string): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}/token/new.json`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(address === undefined ? {} : { 'x-forwarded-for': address }),
    },
    body: bodyOf(password),
  })

describe('R-03: 40 clients that hang up have left the queue: no hash is computed for them', () => {
  const names: readonly LoginApp[] = [
    'node:http',
    'Express 5',
    'Fastify',
    'Hono',
    'Koa',
    'h3',
    'hapi',
    'Elysia',
  ]
  it.each(names)('%s', async (name) => {
    const { counts, finishOne, ...options } = countedQueue({ jobs: 1, queue: 100, maxWait: 60_000 })
    const app = await LOGIN_APPS[name](apiWith(options), false)
    try {
      const first = login(app.port, 'right-first')
      await until(() => expect(counts.hashed).toHaveLength(1))
      const sockets = Array.from({ length: 40 }, () => send(app.port, 'gone'))
      await until(() => expect(counts.asked).toBe(41))
      const last = login(app.port, 'right-last')
      await until(() => expect(counts.asked).toBe(42))
      for (const socket of sockets) socket.destroy()
      await until(() => expect(counts.cancelled).toBe(40))
      finishOne()
      expect((await first).status).toBe(200)
      await until(() => expect(counts.hashed).toEqual(['right-first', 'right-last']))
      finishOne()
      expect((await last).status).toBe(200)
      expect(counts.hashed).toHaveLength(2)
    } finally {
      await app.close()
    }
  })
})

it('R-03: 60 guessers of one network do not keep the login of another out', async () => {
  const { counts, finishOne, ...options } = countedQueue({ jobs: 2, queue: 16, maxWait: 60_000 })
  const app = await LOGIN_APPS['Express 5'](apiWith(options), true)
  try {
    const guesses = Array.from({ length: 60 }, (_, i) =>
      login(app.port, `guess-${i}`, '203.0.113.9'),
    )
    await until(() => expect(counts.asked).toBe(60))
    const owner = login(app.port, 'right', '192.0.2.1')
    await until(() => expect(counts.asked).toBe(61))
    for (let done = 0; done < 10; done++) {
      await until(() => expect(counts.hashed.length).toBeGreaterThan(done))
      finishOne()
    }
    expect((await owner).status).toBe(200)
    // Two hashes ran, and one of the guesses had its turn. The owner took the place of another, as all are of one account.
    expect(counts.hashed.indexOf('right')).toBe(3)
    const answers = await Promise.all(guesses)
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(2 + 7)
    const refused = answers.filter(({ status }) => status === 503)
    expect(refused).toHaveLength(51)
    for (const { headers } of refused) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
  } finally {
    await app.close()
  }
})
