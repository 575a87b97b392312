/**
 * Promises around a pool of `mysql2`, and once around each of its connections: `mysql2/promise` makes an
 * emitter of events for every loan, which costs more than the check of a token.
 */
import type { MysqlConnection, MysqlPool, MysqlQuery } from './driver.js'

type Callback<T> = (error: Error | null, answer: T) => void

interface PlainConnection {
  execute(query: MysqlQuery, callback: Callback<unknown>): unknown
  query(query: MysqlQuery, callback: Callback<unknown>): unknown
  release(): void
  destroy(): void
}

/** The part of a pool of `mysql2` itself that is used here. */
export interface PlainPool {
  getConnection(callback: Callback<PlainConnection>): void
  end(callback: (error: Error | null) => void): void
}

export function withPromises(pool: PlainPool): MysqlPool {
  const connections = new WeakMap<PlainConnection, MysqlConnection>()
  return {
    async getConnection() {
      const plain = await answerOf<PlainConnection>((callback) => pool.getConnection(callback))
      const known = connections.get(plain)
      if (known !== undefined) return known
      const connection = around(plain)
      connections.set(plain, connection)
      return connection
    },
    end: async () => answerOf<void>((callback) => pool.end((error) => callback(error, undefined))),
  }
}

function around(connection: PlainConnection): MysqlConnection {
  return {
    execute: async (query) => [await answerOf((callback) => connection.execute(query, callback))],
    query: async (query) => [await answerOf((callback) => connection.query(query, callback))],
    release: () => connection.release(),
    destroy: () => connection.destroy(),
    connection,
  }
}

function answerOf<T>(ask: (callback: Callback<T>) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    ask((error, answer) => {
      if (error) reject(error)
      else resolve(answer)
    })
  })
}
