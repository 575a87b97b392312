/** The signal of a request is aborted when its client has closed the connection. */
import { once } from 'node:events'
import http from 'node:http'
import http2 from 'node:http2'
import { type AddressInfo, type Server, type Socket, connect } from 'node:net'
import { PassThrough } from 'node:stream'

import { afterEach, describe, expect, it } from 'vitest'

import { guard } from '../../src/http/guard/guard.ts'
import { viewOfRequest } from '../../src/http/view/fetch-view.ts'
import { type IncomingRequest, viewOfIncoming } from '../../src/http/view/incoming-view.ts'
import type { RequestView } from '../../src/http/view/request-view.ts'
import { inMemoryApi } from '../../src/testing/index.ts'

const open: { close(): unknown }[] = []
afterEach(() => {
  for (const each of open.splice(0)) each.close()
})

/** Listens on a free port. `arrived` resolves to the view of the next request, which gets no answer. */
async function listening(
  server: Server,
): Promise<{ port: number; arrived: () => Promise<RequestView> }> {
  open.push(server)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    arrived: async () => {
      const [request] = (await once(server, 'request')) as [IncomingRequest]
      return viewOfIncoming(request, '/')
    },
  }
}

async function aborted(signal: AbortSignal | undefined): Promise<void> {
  expect(signal).toBeInstanceOf(AbortSignal)
  if (signal?.aborted === false) await once(signal, 'abort')
}

const FORM = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\na=1'

describe('a client that closes its connection', () => {
  it.each(['destroys it', 'resets it', 'ends its half'])('HTTP/1: %s', async (how) => {
    const { port, arrived } = await listening(http.createServer())
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    const next = arrived()
    socket.write(FORM)
    const view = await next
    await view.body(10)
    const signal = view.signal?.()
    expect(signal?.aborted).toBe(false)
    if (how === 'resets it') socket.resetAndDestroy()
    else if (how === 'destroys it') socket.destroy()
    else socket.end()
    await aborted(signal)
  })

  it('HTTP/2: one request of a connection that stays', async () => {
    const { port, arrived } = await listening(http2.createServer())
    const session = http2.connect(`http://127.0.0.1:${port}`)
    open.push({ close: () => session.destroy() })
    const first = arrived()
    const stream = session.request()
    const given = (await first).signal?.()
    const second = arrived()
    session.request()
    const other = (await second).signal?.()
    stream.close(http2.constants.NGHTTP2_CANCEL)
    await aborted(given)
    expect(other?.aborted).toBe(false)
  })

  it('a signal asked for afterwards is aborted', async () => {
    const { port, arrived } = await listening(http.createServer())
    const next = arrived()
    const socket = connect(port, '127.0.0.1', () => void socket.write(FORM))
    const view = await next
    const gone = view.signal?.()
    socket.destroy()
    await aborted(gone)
    expect(view.signal?.()?.aborted).toBe(true)
  })

  it('a standard request gives its own signal', () => {
    const controller = new AbortController()
    const view = viewOfRequest(new Request('http://a/', { signal: controller.signal }))
    controller.abort()
    expect(view.signal?.()?.aborted).toBe(true)
  })

  it('a request without a connection has no signal', () => {
    const request = Object.assign(new PassThrough(), { headers: {} })
    expect(viewOfIncoming(request, '/').signal?.()).toBeUndefined()
    expect(viewOfIncoming({ ...request, socket: {} } as never, '/').signal?.()).toBeUndefined()
  })
})

describe('what it costs', () => {
  it('ten requests on one connection add one listener, and a guarded one adds none', async () => {
    const { api, loginAs } = inMemoryApi({ users: ['maria'] })
    const listeners: number[] = []
    const answer = async (view: RequestView): Promise<string> => {
      if (view.target === '/login') return view.signal?.() === undefined ? 'no signal' : 'a signal'
      return (await guard(api, view)).ok ? 'passed' : 'refused'
    }
    const server = http.createServer((request, response) => {
      void answer(viewOfIncoming(request, request.url ?? '/')).then((text) => {
        listeners.push(request.socket.listenerCount('close'))
        return response.end(text)
      })
    })
    const { port } = await listening(server)
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
    open.push({ close: () => agent.destroy() })
    const sockets = new Set<Socket>()
    const get = (path: string): Promise<string> =>
      new Promise((resolve, reject) => {
        const request = http.get({ port, path, agent, headers: loginAs('maria') }, (response) => {
          sockets.add(response.socket)
          let body = ''
          response.on('data', (data: Buffer) => (body += data.toString()))
          response.on('end', () => resolve(body))
        })
        request.on('error', reject)
      })
    expect(await get('/guarded')).toBe('passed')
    expect(await get('/guarded')).toBe('passed')
    for (let i = 0; i < 10; i++) expect(await get('/login')).toBe('a signal')
    expect(await get('/guarded')).toBe('passed')
    expect(sockets.size).toBe(1)
    const [first = NaN] = listeners
    expect(listeners).toEqual([first, first, ...Array.from({ length: 11 }, () => first + 1)])
  })
})
