/** Cuts clients that do not read their answers: their connections would stay open for ever. */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'

import { type Connections, hasUnreadAnswer } from './connections.js'

export interface UnreadOptions {
  /** Milliseconds that a client has to read an answer which is complete. */
  readonly patience: number
  /** Milliseconds between two looks at the connections. */
  readonly every: number
}

export function cutUnreadAnswers(
  server: Server,
  connections: Connections,
  { patience, every }: UnreadOptions,
): void {
  /** Since when each has an unread answer, and which one. */
  const since = new WeakMap<Socket, { readonly answer: object; readonly seen: number }>()
  const check = (): void => {
    const now = performance.now()
    for (const [socket, connection] of connections) {
      const answer = connection.latest?.response
      if (answer === undefined || !hasUnreadAnswer(connection)) continue
      const known = since.get(socket)
      if (known?.answer !== answer) since.set(socket, { answer, seen: now })
      else if (now - known.seen >= patience) socket.destroy()
    }
  }
  const timer = setInterval(check, every).unref()
  server.once('close', () => clearInterval(timer))
}
