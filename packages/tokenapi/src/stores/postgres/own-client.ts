/** The client of `pg`, with two of its mistakes at log-in mended: for pools that are made by URL. */

type Connected = (error: Error | null | undefined, ...rest: unknown[]) => void
type Listener = (...values: unknown[]) => void

interface Stream {
  on(event: string, listener: Listener): unknown
  destroy(error?: Error): unknown
}

interface Connection {
  readonly stream?: Stream
  attachListeners?(stream: unknown): void
}

interface Client {
  connect(callback: Connected): unknown
  /** Native bindings have none. */
  readonly connection?: Connection
}

export type ClientClass = new (options?: never) => Client

/**
 * `pg` leaves the connection of a client that could not log in open until the server ends it: a minute,
 * and one more with each call. And it throws out of an event, which ends the process, where a server
 * asks for a log-in that `pg` does not have, such as GSSAPI.
 */
export function ownClient(PgClient: ClientClass): ClientClass {
  return class extends PgClient {
    override connect(callback: Connected): unknown {
      const { connection } = this
      if (connection?.attachListeners !== undefined) catchThrown(connection)
      return super.connect((error, ...rest) => {
        if (error) this.connection?.stream?.destroy()
        callback(error, ...rest)
      })
    }
  }
}

/** What the parser throws becomes an error of the connection, as one of the network. */
function catchThrown(connection: Connection): void {
  const attach = connection.attachListeners?.bind(connection)
  connection.attachListeners = (stream) => attach?.(catching(stream as Stream))
}

function catching(stream: Stream): Pick<Stream, 'on'> {
  return {
    on: (event, listener) =>
      stream.on(event, (...values) => {
        try {
          listener(...values)
        } catch (error) {
          stream.destroy(error instanceof Error ? error : new Error(String(error)))
        }
      }),
  }
}
