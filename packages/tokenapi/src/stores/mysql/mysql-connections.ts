/** The connections of a pool of `mysql2`, as the stores use them. */
import { countOf, rowsOf } from '../sql/driver-results.js'
import type { SqlExecutor, SqlValue } from '../sql/executor.js'
import type { Connection, ConnectionPool } from '../sql/with-connection.js'
import type { MysqlConnection, MysqlPool, MysqlQuery } from './driver.js'
import { kindOfError } from './mysql-error-kind.js'

export function mysqlConnections(open: () => Promise<MysqlPool>, max: number): ConnectionPool {
  const connections = new WeakMap<object, Connection>()

  const connectionOf = (client: MysqlConnection): Connection => {
    // `mysql2/promise` makes a new wrapper each time, around a connection that lasts.
    const key = coreOf(client) ?? client
    const known = connections.get(key)
    if (known !== undefined) return known
    const connection = createConnection(client)
    connections.set(key, connection)
    return connection
  }

  return {
    max,
    acquire: async () => connectionOf(await (await open()).getConnection()),
    isUsableAfter,
    kindOfError,
  }
}

function createConnection(client: MysqlConnection): Connection {
  return {
    executor: executorOn(client),
    release: () => client.release(),
    destroy() {
      client.destroy()
      // `destroy` waits for a server that is silent to close the connection.
      coreOf(client)?.stream?.destroy()
    },
  }
}

/** The defaults of `mysql2`, for pools where the application has set others. */
const DEFAULTS: Pick<MysqlQuery, 'nestTables' | 'typeCast'> = {
  nestTables: false,
  typeCast: (_field, next) => next(),
}

function executorOn(client: MysqlConnection): SqlExecutor {
  const { typeCast = true, nestTables = false } = coreOf(client)?.config ?? {}
  // Only where needed: with a `typeCast` function `mysql2` takes longer for each row.
  const defaults = typeCast === true && nestTables === false ? {} : DEFAULTS
  const execute = async (sql: string, values: readonly SqlValue[] = []): Promise<unknown> => {
    const query = { sql, values: [...values], rowsAsArray: false, ...defaults }
    return (await client.execute(query))[0]
  }
  return {
    all: async (sql, values) => rowsOf(await execute(sql, values)),
    first: async (sql, values) => rowsOf(await execute(sql, values))[0],
    async run(sql, values) {
      const { affectedRows } = (await execute(sql, values)) as { affectedRows?: unknown }
      return countOf(affectedRows)
    },
    async once(sql, values = []) {
      // Values are parameters of the protocol and never written into the text.
      if (values.length > 0) await execute(sql, values)
      else await client.query({ sql, values: [] })
    },
  }
}

/** The connection inside a wrapper of `mysql2/promise`. */
interface CoreConnection {
  readonly stream?: { destroy(): unknown }
  readonly config?: { readonly typeCast?: unknown; readonly nestTables?: unknown }
}

function coreOf({ connection }: MysqlConnection): CoreConnection | undefined {
  return typeof connection === 'object' && connection !== null ? connection : undefined
}

/** After an error of the server a connection can be used; after one of the driver or network it cannot. */
function isUsableAfter(error: unknown): boolean {
  if (kindOfError(error) === 'broken') return false
  if (!(error instanceof Error) || !('code' in error)) return true
  return 'sqlState' in error && !('fatal' in error && error.fatal === true)
}
