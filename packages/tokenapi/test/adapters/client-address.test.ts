/** The client's address and its going away, as each framework tells them to a login. */
import { once } from 'node:events'
import { connect } from 'node:net'

import { describe, expect, it } from 'vitest'

import type { HashClient } from '../../src/core/login/password-hasher.ts'
import { type TokenApi, type TokenApiOptions, createTokenApi } from '../../src/index.ts'
import { tokenRoutes as lambdaRoutes } from '../../src/adapters/lambda.ts'
import { tokenRoutes as nextRoutes } from '../../src/adapters/next.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { LOGIN_APPS, LOGIN_APP_NAMES, type LoginApp } from '../support/apps/login-apps.ts'
import { lambdaEventV2 } from '../support/lambda-events.ts'

/** An api, and the client of its next login. Logins are answered when `held` resolves. */
function observed(
  options: Partial<TokenApiOptions> = {},
  held: Promise<void> = Promise.resolve(),
): { api: TokenApi; next: () => Promise<HashClient> } {
  let arrive: (client: HashClient) => void = () => {}
  const api = createTokenApi({
    secretKey: 'a secret of these tests, long enough',
    store: memoryStore([]),
    backends: [
      {
        authenticate: async (_username, _password, _note, client = {}) => {
          arrive(client)
          await held
          return undefined
        },
      },
    ],
    ...options,
  })
  return { api, next: () => new Promise((resolve) => (arrive = resolve)) }
}

const FORGED = '203.0.113.66'
const FORWARDED_BY_PROXY = '192.0.2.77'
const LOGIN = 'username=maria&password=x'
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

async function networkSeenBy(
  name: LoginApp,
  headers: Record<string, string>,
  { trusting = false, ...options }: Partial<TokenApiOptions> & { trusting?: boolean } = {},
): Promise<string | undefined> {
  const { api, next } = observed(options)
  const app = await LOGIN_APPS[name](api, trusting)
  try {
    const client = next()
    const response = await fetch(`http://127.0.0.1:${app.port}/token/new.json`, {
      method: 'POST',
      headers: { ...FORM, ...headers },
      body: LOGIN,
    })
    expect(response.status).toBe(401)
    return (await client).network
  } finally {
    await app.close()
  }
}

const FORGERIES = {
  'x-forwarded-for': FORGED,
  'forwarded': `for=${FORGED}`,
  'x-real-ip': FORGED,
  'cf-connecting-ip': FORGED,
  'true-client-ip': FORGED,
  'x-client-ip': FORGED,
}

describe('without trust, the address is that of the connection, whatever the client sends', () => {
  it.each(LOGIN_APP_NAMES)('%s', async (name) => {
    expect(await networkSeenBy(name, FORGERIES)).toBe('127.0.0.1')
  })
})

describe('with the framework’s trust in one proxy, it is the one that the proxy has added', () => {
  it.each([
    'Express 5',
    'Express 4',
    'Fastify',
    'Koa',
    'Nest on Express',
    'Nest on Fastify',
  ] as const)('%s', async (name) => {
    const headers = { 'x-forwarded-for': `${FORGED}, ${FORWARDED_BY_PROXY}` }
    expect(await networkSeenBy(name, headers, { trusting: true })).toBe(FORWARDED_BY_PROXY)
  })

  it.each([
    ['203.0.113.7:51234', '203.0.113.7'],
    ['[2001:db8::1]:51234', '2001:db8:0:0::/64'],
    ['[2001:db8::1]', '2001:db8:0:0::/64'],
    ['203.0.113.7:none', undefined],
    ['unknown', undefined],
  ])('Express: a proxy that sends %s', async (sent, network) => {
    const headers = { 'x-forwarded-for': sent }
    expect(await networkSeenBy('Express 5', headers, { trusting: true })).toBe(network)
  })

  it('h3, whose server takes the first: the proxy must replace the field', async () => {
    const headers = { 'x-forwarded-for': FORWARDED_BY_PROXY }
    expect(await networkSeenBy('h3', headers, { trusting: true })).toBe(FORWARDED_BY_PROXY)
  })
})

describe('`clientAddress` decides in every framework', () => {
  it.each(LOGIN_APP_NAMES)('%s', async (name) => {
    const clientAddress: TokenApiOptions['clientAddress'] = (view) => view.header('x-client')
    const headers = { ...FORGERIES, 'x-client': '2001:DB8::1' }
    expect(await networkSeenBy(name, headers, { clientAddress })).toBe('2001:db8:0:0::/64')
  })

  it('and gets the framework’s address', async () => {
    const clientAddress: TokenApiOptions['clientAddress'] = (view) =>
      view.address?.() === '127.0.0.1' ? '192.0.2.1' : undefined
    expect(await networkSeenBy('node:http', {}, { clientAddress })).toBe('192.0.2.1')
  })

  it('and may return it with a port', async () => {
    const clientAddress: TokenApiOptions['clientAddress'] = (view) => view.header('x-real-ip')
    const headers = { 'x-real-ip': '203.0.113.7:51234' }
    expect(await networkSeenBy('node:http', headers, { clientAddress })).toBe('203.0.113.7')
  })

  it.each([
    [
      'that throws',
      () => {
        throw new Error('no header')
      },
    ],
    ['that returns a list', () => `${FORGED}, ${FORWARDED_BY_PROXY}`],
    ['that returns a promise', (async () => FORWARDED_BY_PROXY) as never],
    ['that returns undefined', () => undefined],
  ])(
    'a function %s gives no address, and never that of the proxy',
    async (_what, clientAddress) => {
      expect(await networkSeenBy('node:http', FORGERIES, { clientAddress })).toBeUndefined()
    },
  )
})

describe('frameworks without a connection of their own', () => {
  it('Lambda: the address that the gateway has seen', async () => {
    const { api, next } = observed()
    const client = next()
    await lambdaRoutes(api)(
      lambdaEventV2('POST', '/token/new.json', { ...FORM, ...FORGERIES }, LOGIN) as never,
    )
    expect((await client).network).toBe('203.0.113.7')
  })

  it('Next: none, except from `clientAddress`', async () => {
    for (const [clientAddress, expected] of [
      [undefined, undefined],
      [() => FORWARDED_BY_PROXY, FORWARDED_BY_PROXY],
    ] as const) {
      const { api, next } = observed({ clientAddress })
      const client = next()
      const request = new Request('http://a/token/new.json', {
        method: 'POST',
        headers: { ...FORM, ...FORGERIES },
        body: LOGIN,
      })
      await nextRoutes(api).POST(request, { params: Promise.resolve({ path: ['new.json'] }) })
      expect((await client).network).toBe(expected)
    }
  })

  it('`api.handle`: the option `address`', async () => {
    const { api, next } = observed()
    const login = (): Request =>
      new Request('http://a/token/new.json', {
        method: 'POST',
        headers: { ...FORM, ...FORGERIES },
        body: LOGIN,
      })
    const first = next()
    await api.handle(login())
    expect((await first).network).toBeUndefined()
    const second = next()
    await api.handle(login(), { address: '192.0.2.1' })
    expect((await second).network).toBe('192.0.2.1')
  })
})

describe('a client that closes its connection aborts the signal of its login', () => {
  it.each(LOGIN_APP_NAMES)('%s', async (name) => {
    let answer = (): void => {}
    const held = new Promise<void>((resolve) => (answer = resolve))
    const { api, next } = observed({}, held)
    const app = await LOGIN_APPS[name](api, false)
    try {
      const client = next()
      const socket = connect(app.port, '127.0.0.1')
      socket.on('error', () => undefined)
      socket.write(
        [
          'POST /token/new.json HTTP/1.1',
          'Host: 127.0.0.1',
          `Content-Type: ${FORM['content-type']}`,
          `Content-Length: ${LOGIN.length}`,
          '',
          LOGIN,
        ].join('\r\n'),
      )
      const { signal } = await client
      expect(signal?.aborted).toBe(false)
      socket.destroy()
      if (signal?.aborted === false) await once(signal, 'abort')
    } finally {
      answer()
      await app.close()
    }
  })
})
