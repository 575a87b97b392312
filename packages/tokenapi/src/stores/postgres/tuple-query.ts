/**
 * A SELECT of which we know what it selects. For one of its own `pg` has the server describe the columns
 * every time, and turns each value into its type; without both a look-up takes a sixth less.
 *
 * `pg` takes any object with `submit` for a query, calls `submit` when the connection is free, and hands
 * on each message that comes back: https://node-postgres.com/apis/client#clientquery. The messages are
 * those of https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY.
 */
import type { PostgresClient, PostgresQuery } from './driver.js'

/** The rows by place, every value as text. Rejects with what `pg` says. */
export async function readTuples(client: PostgresClient, query: PostgresQuery): Promise<unknown> {
  if (isPlain(client)) return submitted(client, query)
  return (await client.query({ ...query, rowMode: 'array' })).rows
}

/** What `pg` speaks the protocol with, as far as it is used here. */
interface Connection {
  /** Some runtimes' have no `cork`. */
  readonly stream: { cork?(): void; uncork?(): void }
  /** The texts of what is prepared, by name. */
  readonly parsedStatements: Readonly<Record<string, string>>
  parse(message: { name: string; text: string }): void
  bind(message: { statement: string; values: readonly (string | null)[] }): void
  execute(message: { portal?: string }): void
  sync(): void
}

interface PlainClient extends PostgresClient {
  readonly connection: Connection
}

/** A client of native bindings has no such connection, and one that sends ahead takes no such query. */
function isPlain(client: PostgresClient): client is PlainClient {
  if (client.pipeline === true) return false
  const { bind, parsedStatements } = Object(client.connection) as Readonly<Record<string, unknown>>
  return typeof bind === 'function' && typeof parsedStatements === 'object'
}

function submitted(client: PlainClient, query: PostgresQuery): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const tupleQuery = new TupleQuery(query, (error, tuples) => {
      if (error === undefined) resolve(tuples)
      else reject(error)
    })
    const taken: unknown = client.query(tupleQuery)
    if (taken === tupleQuery) return
    // Whoever stands in between did not hand it on, so that nothing would ever come back.
    Promise.resolve(taken).then(
      () => reject(new TypeError('the driver did not take the query')),
      reject,
    )
  })
}

class TupleQuery implements PostgresQuery {
  readonly name: string
  readonly text: string
  /** Where the pool has a `query_timeout`, `pg` puts its own in front. */
  callback: (error: unknown, tuples?: unknown) => void
  readonly #values: readonly (string | null)[]
  readonly #tuples: unknown[] = []

  constructor({ name = '', text, values = [] }: PostgresQuery, callback: TupleQuery['callback']) {
    this.name = name
    this.text = text
    this.callback = callback
    this.#values = values.map((value) => (value === null ? null : String(value)))
  }

  submit(connection: Connection): void {
    const { name, text } = this
    // In one packet.
    connection.stream.cork?.()
    try {
      if (connection.parsedStatements[name] !== text) connection.parse({ name, text })
      connection.bind({ statement: name, values: this.#values })
      connection.execute({})
      connection.sync()
    } finally {
      connection.stream.uncork?.()
    }
  }

  handleDataRow({ fields }: { readonly fields: unknown }): void {
    this.#tuples.push(fields)
  }

  handleError(error: unknown): void {
    this.callback(error)
  }

  handleReadyForQuery(): void {
    this.callback(undefined, this.#tuples)
  }

  handleCommandComplete(): void {}
  handleEmptyQuery(): void {}
}
