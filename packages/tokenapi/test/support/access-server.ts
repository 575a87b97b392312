/** The library with access tokens on node:http, in the process of the test, behind a proxy that loses messages. */
import { request as send } from 'node:http'
import { buffer } from 'node:stream/consumers'

import { tokenRequired, tokenRoutes } from '../../src/adapters/node.ts'
import { type InMemoryApiOptions, inMemoryApi } from '../../src/testing/index.ts'
import type { TokenApiEvent } from '../../src/index.ts'
import { type HttpServer, httpServer } from './http-server.ts'

/** An api with access tokens, its server, and its events. */
export async function accessServer(options: Omit<InMemoryApiOptions, 'attributes'> = {}) {
  const events: TokenApiEvent[] = []
  const made = inMemoryApi({
    users: ['maria', 'ines'],
    accessTokens: true,
    onEvent: (event) => events.push(event),
    ...options,
  })
  const routes = tokenRoutes(made.api)
  const index = tokenRequired(made.api, (_request, response, { user }) =>
    response.end(JSON.stringify({ hello: user.username })),
  )
  const server = await httpServer((request, response) =>
    (request.url === '/index.json' ? index : routes)(request, response),
  )
  return { ...made, server, events }
}

/** What happens to a request: where it, or its answer, gets lost. */
export type Fault =
  | 'none'
  | 'request lost'
  | 'answer lost'
  | 'half an answer'
  | 'a proxy answers 502'
  | 'a proxy answers 200'

/** A proxy in front of the server. `faultOf` decides for each request. */
export async function lossyProxy(
  target: HttpServer,
  faultOf: (path: string) => Fault,
): Promise<HttpServer> {
  return httpServer(async (request, response) => {
    const reset = (): void => void response.socket?.resetAndDestroy()
    const { method, headers, url: path = '' } = request
    const fault = faultOf(path)
    if (fault === 'request lost') return reset()
    const { port } = target
    const upstream = send({ port, host: '127.0.0.1', method, path, headers })
    request.pipe(upstream)
    upstream.on('error', reset)
    upstream.on('response', async (answer) => {
      // The server has done what it was asked for.
      const body = await buffer(answer)
      if (fault === 'answer lost') return reset()
      if (fault === 'a proxy answers 502') return response.writeHead(502).end('<h1>Sorry</h1>')
      if (fault === 'a proxy answers 200') return response.writeHead(200).end('<h1>Pay first</h1>')
      response.writeHead(answer.statusCode ?? 0, answer.headers)
      if (fault === 'none') return response.end(body)
      return response.write(body.subarray(0, body.length / 2), reset)
    })
  })
}
