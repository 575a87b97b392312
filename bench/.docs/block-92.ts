import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import { type Http2ServerRequest, type Http2ServerResponse, createSecureServer } from 'node:http2'

import { createTokenApi } from 'tokenapi'
import { memoryStore } from 'tokenapi/memory'
import { authenticate, tokenRequired } from 'tokenapi/node'

const api = createTokenApi({ secretKey: process.env['SECRET_KEY'], store: memoryStore() })

// A user or a stranger. A listener that throws rejects the promise: catch it.
const greeting = tokenRequired(api, { optional: true }, (_request, response, authentication) => {
  response.end(`hello ${authentication?.user.username ?? 'stranger'}`)
})
createServer((request, response) => {
  greeting(request, response).catch(() => response.destroy())
})
// HTTP/2: name the types.
createSecureServer(
  tokenRequired(api, (request: Http2ServerRequest, response: Http2ServerResponse, { user }) => {
    response.end(`${user.username} at ${request.authority}`)
  }),
)
// Without a guard.
export async function ask(request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.end((await authenticate(api, request)).user.username)
}

export {}
