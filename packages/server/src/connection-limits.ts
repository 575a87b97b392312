/**
 * Who may hold connections when there are many: a limit in all and one for each client network. A
 * connection without a request in progress makes room for a new one, the one that is idle for longest
 * first, so sockets that stay silent keep nobody out.
 */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'

import { clientNetwork } from 'tokenapi'

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

const BUSY =
  'HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'

/** Holds a server to the limits. A connection that finds no room is answered 503 and closed. */
export function limitConnections(
  server: Server,
  limits: ConnectionLimits,
  { isProxy, onRefused }: LimitOptions = {},
): void {
  /** How many connections each network holds. */
  const counts = new Map<string, number>()
  /** Connections without a request in progress, idle for longest first, with their networks. */
  const idle = new Map<Socket, string>()
  const requests = new WeakMap<Socket, number>()
  let total = 0

  const count = (network: string, change: 1 | -1): void => {
    total += change
    const held = (counts.get(network) ?? 0) + change
    if (held === 0) counts.delete(network)
    else counts.set(network, held)
  }
  const makeRoom = (network?: string): boolean => {
    for (const [socket, owner] of idle) {
      if (network !== undefined && owner !== network) continue
      socket.destroy()
      idle.delete(socket)
      return true
    }
    return false
  }
  const hasRoom = (network: string, isOneClient: boolean): boolean => {
    const held = counts.get(network) ?? 0
    if (isOneClient && held >= limits.perNetwork) return makeRoom(network)
    if (total < limits.total || makeRoom()) return true
    return held < FEW && total < limits.total + RESERVED
  }

  server.on('connection', (socket) => {
    const network = networkOf(socket)
    if (!hasRoom(network, isProxy?.(socket.remoteAddress) !== true)) {
      onRefused?.()
      socket.end(BUSY, () => socket.destroy())
      return
    }
    count(network, 1)
    idle.set(socket, network)
    socket.once('close', () => {
      idle.delete(socket)
      count(network, -1)
    })
  })
  server.on('request', ({ socket }, response) => {
    requests.set(socket, (requests.get(socket) ?? 0) + 1)
    idle.delete(socket)
    response.once('close', () => {
      const left = (requests.get(socket) ?? 1) - 1
      requests.set(socket, left)
      if (left === 0 && !socket.destroyed) idle.set(socket, networkOf(socket))
    })
  })
}

/** Empty where the socket has closed. */
function networkOf({ remoteAddress }: Socket): string {
  return clientNetwork(remoteAddress) ?? ''
}
