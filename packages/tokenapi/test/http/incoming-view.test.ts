/** The body of a Node request: looked at, and left for whoever comes later. */
import { once } from 'node:events'
import http from 'node:http'
import http2 from 'node:http2'
import type { AddressInfo } from 'node:net'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'

import { afterEach, describe, expect, it } from 'vitest'

import { type IncomingRequest, viewOfIncoming } from '../../src/http/view/incoming-view.ts'

const open: { close(): unknown }[] = []
afterEach(() => {
  for (const server of open.splice(0)) server.close()
})

/** What was seen of the body, and what was left of it. */
async function seenAndLeft(request: IncomingRequest & Readable): Promise<[string, string]> {
  const view = viewOfIncoming(request, '/')
  expect(await view.parsed?.(10)).toBeUndefined()
  const seen = Buffer.from(await view.body(200_000)).toString()
  return [seen, await text(request)]
}

const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => void setImmediate(resolve))
}

const BODIES = [
  ['none', ''],
  ['short', 'a=1'],
  ['long', 'x'.repeat(150_000)],
] as const

it.each(BODIES)('HTTP/1, at once and some turns after the request: %s', async (_size, body) => {
  const server = http.createServer((request, response) => {
    void turns(Number(request.url?.slice(1)))
      .then(() => seenAndLeft(request))
      .then((result) => response.end(JSON.stringify(result)))
  })
  open.push(server)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  for (const wait of [0, 1, 20]) {
    const answer = await fetch(`http://127.0.0.1:${port}/${wait}`, { method: 'POST', body })
    expect(await answer.json(), `${wait} turns`).toEqual([body, body])
  }
})

it.each(BODIES)(
  'HTTP/2, whose requests are complete only after the end: %s',
  async (_size, body) => {
    const server = http2.createServer((request, response) => {
      void seenAndLeft(request).then((result) => response.end(JSON.stringify(result)))
    })
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    const client = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    open.push({ close: () => client.destroy() }, server)
    const stream = client.request({ ':method': 'POST', ':path': '/' })
    stream.end(body)
    expect(JSON.parse(await text(stream))).toEqual([body, body])
  },
)

it.each(BODIES)(
  'injected without a connection, with no more than a stream: %s',
  async (_size, body) => {
    const request = Object.assign(Readable.from(body === '' ? [] : [Buffer.from(body)]), {
      method: 'POST',
      headers: { authorization: 'Bearer x' },
    })
    expect(viewOfIncoming(request, '/').header('authorization')).toBe('Bearer x')
    expect(await seenAndLeft(request)).toEqual([body, body])
  },
)

describe('a stream that has its body only once it is read, as wrappers of cloud functions make them', () => {
  /** `complete` from the start, as theirs. */
  const pushedWhenRead = (body: string): IncomingRequest & Readable =>
    Object.assign(
      new Readable({
        read() {
          if (body !== '') this.push(body)
          this.push(null)
        },
      }),
      { headers: {}, complete: true, body: Buffer.from(body) },
    )

  it.each(BODIES)('%s', async (_size, body) => {
    expect(await seenAndLeft(pushedWhenRead(body))).toEqual([body, body])
  })
  it.each(BODIES)('in pieces, each some turns after the one before: %s', async (_size, body) => {
    const pieces = body.match(/[^]{1,40000}/g) ?? []
    const request = new Readable({
      read() {
        void turns(3).then(() => this.push(pieces.shift() ?? null))
      },
    })
    expect(await seenAndLeft(Object.assign(request, { headers: {} }))).toEqual([body, body])
  })
  it('an empty one is not read to its end: to parsers it would be a caller who is gone', async () => {
    const request = pushedWhenRead('')
    await viewOfIncoming(request, '/').body(10)
    await turns(3)
    expect([request.readableEnded, request.destroyed]).toEqual([false, false])
  })
})

describe('a body in the hands of others', () => {
  const request = (body = 'a=1'): IncomingRequest & Readable =>
    Object.assign(Readable.from([Buffer.from(body)], { objectMode: false }), { headers: {} })

  it('who listens to it hears it once, and whole', async () => {
    const stream = request()
    let received = ''
    stream.on('data', (chunk: Buffer) => (received += chunk.toString()))
    const ended = once(stream, 'end')
    expect(Buffer.from(await viewOfIncoming(stream, '/').body(10)).toString()).toBe('a=1')
    await ended
    expect(received).toBe('a=1')
  })
  it('a parser that it is piped into gets it whole', async () => {
    const stream = request()
    const parser = stream.pipe(new PassThrough())
    const body = viewOfIncoming(stream, '/').body(10)
    expect([Buffer.from(await body).toString(), await text(parser)]).toEqual(['a=1', 'a=1'])
  })
  it('one that is half read is not waited for', () => {
    const stream = request('x'.repeat(200_000))
    // Nothing takes from the parser, so it never takes all of the body.
    stream.pipe(new PassThrough())
    stream.read(10)
    expect(viewOfIncoming(stream, '/').parsed?.(10)).toEqual({ bytes: new Uint8Array() })
    const paused = request()
    paused.read(1)
    expect(viewOfIncoming(paused, '/').parsed?.(10)).toEqual({ bytes: new Uint8Array() })
  })
  it('what a parser has made of it counts before the stream has ended, as at a form’s last boundary', () => {
    const stream = request('a=1 and what stands behind the form')
    stream.read(3)
    const view = viewOfIncoming(stream, '/', { a: '1' })
    expect(view.parsed?.(10)).toEqual({ fields: { a: '1' } })
  })
  it('asked twice, by two guards, it is the same', async () => {
    const stream = request()
    const views = [viewOfIncoming(stream, '/'), viewOfIncoming(stream, '/')]
    for (const view of views) {
      expect(view.parsed?.(10)).toBeUndefined()
      expect(Buffer.from(await view.body(10)).toString()).toBe('a=1')
    }
  })
  it('a request that is no stream has what is at `body`', () => {
    const made = { headers: {}, body: { a: '1' } } as unknown as IncomingRequest
    expect(viewOfIncoming(made, '/').parsed?.(10)).toEqual({ fields: { a: '1' } })
  })
})

it.each([
  ['as sent', ['Authorization', 'Bearer a'], 'Bearer a', 'Bearer a'],
  [
    'several, of which Node keeps the first',
    ['authorization', 'a', 'Authorization', 'b'],
    'a',
    'a, b',
  ],
  ['put there by middleware', ['Cookie', 'token=c'], 'Bearer c', 'Bearer c'],
  ['put in place of what was sent', ['Authorization', 'Bearer a'], 'Bearer c', 'Bearer c'],
  ['taken away by middleware', ['Authorization', 'Bearer a'], undefined, undefined],
])('Authorization: %s', (_case, rawHeaders, authorization, seen) => {
  const request = Object.assign(Readable.from([]), { headers: { authorization }, rawHeaders })
  expect(viewOfIncoming(request, '/').header('authorization')).toBe(seen)
})
