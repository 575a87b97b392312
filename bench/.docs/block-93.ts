import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'

import { type TokenApi, type User, isRefusedError } from 'tokenapi'
import { authenticate } from 'tokenapi/node'

/** Calls `accept` for the WebSocket of a user, for example `handleUpgrade` of the package `ws`. */
export function guardUpgrade(
  server: Server,
  api: TokenApi,
  accept: (request: IncomingMessage, socket: Duplex, head: Buffer, user: User) => void,
): void {
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    authenticate(api, request).then(
      ({ user }) => accept(request, socket, head, user),
      (error: unknown) => {
        const status = isRefusedError(error) ? `${error.status} Refused` : '503 Service Unavailable'
        socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
      },
    )
  })
}

export {}
