/**
 * Who may hold connections when there are many: a limit in all and one for each client network. A connection that waits
 * for its client makes room for a new one, the one that waits for longest first: sockets that are silent or slow keep
 * no other client out.
 */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'

import { clientNetwork } from 'tokenapi'

import { type Connections, waitsForClient } from './connections.js'

export interface ConnectionLimits {
  /** Connections in all. */
  readonly total: number
  /** Connections of one client network. */
  readonly perNetwork: number
}

export interface LimitOptions {
  /** Whether an address is of a proxy, which has connections for many clients: only the total counts for it. */
  isProxy?(address: string | undefined): boolean
  onRefused?(): void
}

/** Beyond the total: for clients that hold few connections, such as a load balancer's health check. */
const RESERVED = 50
const FEW = 4

/** The network of a socket that has closed meanwhile. */
const CLOSED = ''

const BUSY =
  'HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'

/** Holds a server to the limits. A connection that finds no room is answered 503 and closed. */
export function limitConnections(
  server: Server,
  connections: Connections,
  limits: ConnectionLimits,
  { isProxy, onRefused }: LimitOptions = {},
): void {
  /** How many connections each network holds. */
  const counts = new Map<string, number>()

  const count = (network: string, change: 1 | -1): void => {
    const held = (counts.get(network) ?? 0) + change
    if (held === 0) counts.delete(network)
    else counts.set(network, held)
  }
  const close = (socket: Socket): void => {
    const connection = connections.get(socket)
    if (connection === undefined) return
    connections.delete(socket)
    count(connection.network, -1)
    socket.destroy()
  }
  const makeRoom = (network?: string): boolean => {
    for (const [socket, connection] of connections) {
      if (network !== undefined && connection.network !== network) continue
      if (!waitsForClient(connection)) continue
      close(socket)
      return true
    }
    return false
  }
  const hasRoom = (network: string, isOneClient: boolean): boolean => {
    const held = counts.get(network) ?? 0
    if (isOneClient && held >= limits.perNetwork) return makeRoom(network)
    if (connections.size < limits.total || makeRoom()) return true
    return held < FEW && connections.size < limits.total + RESERVED
  }

  server.on('connection', (socket) => {
    const network = clientNetwork(socket.remoteAddress) ?? CLOSED
    if (!hasRoom(network, isProxy?.(socket.remoteAddress) !== true)) {
      onRefused?.()
      socket.end(BUSY, () => socket.destroy())
      return
    }
    count(network, 1)
    connections.set(socket, { network })
    socket.once('close', () => close(socket))
  })
}
