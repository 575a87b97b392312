import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

import { type TokenApi, isRefusedError } from 'tokenapi'
import { authenticate } from 'tokenapi/node'
import { WebSocketServer } from 'ws'

/** Takes WebSocket connections at "/socket": the ticket is verified before the connection is upgraded. */
export function acceptSocket(api: TokenApi) {
  const sockets = new WebSocketServer({ noServer: true })
  return async (request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> => {
    // A client may leave while its ticket is verified.
    stream.on('error', () => stream.destroy())
    try {
      if (!request.url?.startsWith('/socket?')) return refuse(stream, '404 Not Found')
      const { user } = await authenticate(api, request, { tickets: true })
      sockets.handleUpgrade(request, stream, head, (socket) => {
        socket.send(`hello ${user.username}`)
        socket.on('message', (data, binary) => socket.send(data, { binary }))
      })
    } catch (error) {
      // A refusal is not an outage: only after an outage may the client try the same again.
      refuse(stream, isRefusedError(error) ? `${error.status} Refused` : '503 Service Unavailable')
    }
  }
}

function refuse(stream: Duplex, status: string): void {
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
