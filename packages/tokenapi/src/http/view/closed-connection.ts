/** The connection of a Node request: its stream over HTTP/2, else its socket. */
interface Connection {
  readonly destroyed?: boolean | undefined
  once(event: 'close', listener: () => void): unknown
}

/** The part of a Node request that is used here. */
export interface ConnectedRequest {
  readonly stream?: unknown
  readonly socket?: unknown
}

/** One for each connection and not for each request: a connection carries many, and gets one listener. */
const SIGNALS = new WeakMap<Connection, AbortSignal>()

/** A signal that is aborted when the connection closes; `undefined` for a request without a connection. */
export function closedSignalOf({ stream, socket }: ConnectedRequest): AbortSignal | undefined {
  const connection = stream ?? socket
  if (!isConnection(connection)) return undefined
  const known = SIGNALS.get(connection)
  if (known !== undefined) return known
  const signal = connection.destroyed === true ? AbortSignal.abort() : closing(connection)
  SIGNALS.set(connection, signal)
  return signal
}

function closing(connection: Connection): AbortSignal {
  const controller = new AbortController()
  connection.once('close', () => controller.abort())
  return controller.signal
}

function isConnection(value: unknown): value is Connection {
  if (typeof value !== 'object' || value === null) return false
  return 'once' in value && typeof value.once === 'function'
}
