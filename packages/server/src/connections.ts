/** The open connections of a server, and which of them wait for their client. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

export interface Connection {
  readonly network: string
  /** The latest request and its answer, until that has been sent. */
  latest?: { readonly request: IncomingMessage; readonly response: ServerResponse } | undefined
}

/** In the order of their last step, which is a connection, a request or an answer: the longest ago first. */
export type Connections = Map<Socket, Connection>

/** The connections that are entered into it, until they close. */
export function connectionsOf(server: Server): Connections {
  const connections: Connections = new Map()
  const moveToEnd = (socket: Socket): Connection | undefined => {
    const connection = connections.get(socket)
    if (connection !== undefined && connections.delete(socket)) connections.set(socket, connection)
    return connection
  }
  server.on('request', (request, response) => {
    const { socket } = request
    const connection = moveToEnd(socket)
    if (connection !== undefined) connection.latest = { request, response }
    response.once('close', () => {
      const ended = moveToEnd(socket)
      if (ended?.latest?.response === response) ended.latest = undefined
    })
  })
  return connections
}

/**
 * Whether the next step is the client's: to send a request, the rest of one, or to read an answer. A client that sends
 * requests without reading answers is judged by its latest one.
 */
export function waitsForClient({ latest }: Connection): boolean {
  return latest === undefined || !latest.request.complete || latest.response.writableEnded
}

/** Whether the client has not read an answer that was sent to it. */
export function hasUnreadAnswer({ latest }: Connection): boolean {
  return latest?.response.writableEnded === true && !latest.response.writableFinished
}
