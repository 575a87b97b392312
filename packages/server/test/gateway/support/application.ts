/** The application behind a proxy: it counts requests and answers with what it received. */
import { createHash } from 'node:crypto'
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'

export interface Received {
  readonly method: string
  readonly url: string
  /** Names as sent, in lower case; every value of a name. */
  readonly headers: Readonly<Record<string, readonly string[]>>
  readonly bodyBytes: number
}

export interface Application {
  readonly address: string
  readonly port: number
  /** Requests that reached it, WebSockets included. */
  hits(): number
  /** Headers for its next answers. */
  answerWith(headers: Readonly<Record<string, string>>): void
  stop(): Promise<void>
}

export async function startApplication(port = 0): Promise<Application> {
  let hits = 0
  let headers: Readonly<Record<string, string>> = {}
  const server = createServer((request, response) => {
    hits++
    void answer(request, response, headers)
  })
  server.on('upgrade', (request, socket) => {
    hits++
    accept(request, socket)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const { port: own } = server.address() as AddressInfo
  return {
    address: `127.0.0.1:${own}`,
    port: own,
    hits: () => hits,
    answerWith: (given) => {
      headers = given
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  let bodyBytes = 0
  for await (const chunk of request) bodyBytes += (chunk as Buffer).length
  const received: Received = {
    method: request.method ?? '',
    url: request.url ?? '',
    headers: request.headersDistinct as Received['headers'],
    bodyBytes,
  }
  response.writeHead(200, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(received))
}

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** One text frame with the caller, after the handshake (RFC 6455 §4.2.2). */
function accept({ headers }: IncomingMessage, socket: Duplex): void {
  const { upgrade, 'sec-websocket-key': key = '', 'x-userid': user = 'nobody' } = headers
  const digest = createHash('sha1').update(`${key}${GUID}`).digest('base64')
  const text = Buffer.from(`user ${String(user)} over ${upgrade}`)
  socket.on('error', () => {})
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: ${upgrade}\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${digest}\r\n\r\n`,
  )
  socket.end(Buffer.concat([Buffer.from([0x81, text.length]), text]))
}
