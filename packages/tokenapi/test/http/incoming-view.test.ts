/** The body of a Node request: looked at, and left for whoever comes later. */
import http from 'node:http'
import http2 from 'node:http2'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'

import { afterEach, expect, it } from 'vitest'

import { type IncomingRequest, viewOfIncoming } from '../../src/http/incoming-view.ts'

const open: { close(): unknown }[] = []
afterEach(() => {
  for (const server of open.splice(0)) server.close()
})

/** What was seen of the body, and what was left of it. */
async function seenAndLeft(request: IncomingRequest & Readable): Promise<[string, string]> {
  const view = viewOfIncoming(request, '/')
  expect(await view.parsed?.()).toBeUndefined()
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
