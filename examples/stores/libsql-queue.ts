// A libSQL client for a file that runs one statement or transaction at a time:
//   drizzle(oneAtATime(createClient({ url: 'file:app.sqlite3', timeout: 5000 })))
import type { Client, TransactionMode } from '@libsql/client'

/**
 * SQLite has one writer, and libSQL opens a connection for each transaction: without a queue, what is written meanwhile
 * fails with SQLITE_BUSY. `timeout` is for other processes: it waits synchronously, so that a transaction of this process
 * cannot end in that time.
 */
export function oneAtATime(client: Client): Client {
  let last = Promise.resolve()
  /** Waits for all that came before. Returns what ends the turn. */
  const turn = async (): Promise<() => void> => {
    const before = last
    let end = () => {}
    last = new Promise((resolve) => (end = resolve))
    await before
    return end
  }
  const inTurn =
    <A extends unknown[], T>(run: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      const end = await turn()
      return run(...args).finally(end)
    }

  const begin = client.transaction.bind(client)
  return Object.assign(client, {
    execute: inTurn(client.execute.bind(client)),
    batch: inTurn(client.batch.bind(client)),
    async transaction(mode?: TransactionMode) {
      const end = await turn()
      try {
        const transaction = await begin(mode)
        const [commit, rollback] = [
          transaction.commit.bind(transaction),
          transaction.rollback.bind(transaction),
        ]
        return Object.assign(transaction, {
          commit: () => commit().then(end),
          rollback: () => rollback().finally(end),
        })
      } catch (error) {
        end()
        throw error
      }
    },
  })
}
