/**
 * Look-ups by primary key. The first two are sent at once. Look-ups that arrive while those run are sent together,
 * in one statement, when one of them is answered. Under load a database answers two to three times as many look-ups.
 */
import type { Awaitable } from '../../core/awaitable.js'
import type { StoredUser, UserId } from '../../core/user.js'
import type { SqlDatabase } from './database.js'
import type { SqlValue } from './executor.js'
import { padToPowerOfTwo } from './pad-to-power-of-two.js'
import type { UserSelect } from './user-select.js'

/** Statements that run before look-ups wait: two, so that a slow one does not delay all. */
const MAX_UNDER_WAY = 2
/** Milliseconds that a look-up waits for an answer to the others, which may never arrive. */
const MAX_WAIT = 10
/** Users in one statement; a power of two. */
const MAX_BATCH = 64

interface Lookup {
  readonly id: UserId
  readonly key: readonly SqlValue[]
  readonly resolve: (user: Awaitable<StoredUser | undefined>) => void
  readonly reject: (error: unknown) => void
}

/** Finds the user with a key, in the same turn where the driver can. Rejects with the error of the driver. */
export function batchedLookups(
  database: SqlDatabase,
  select: UserSelect,
): (id: UserId) => Awaitable<StoredUser | undefined> {
  const statements = new Map<number, string>()
  let waiting: Lookup[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let underWay = 0

  const tracked = async <T>(answer: Promise<T>): Promise<T> => {
    underWay++
    try {
      return await answer
    } finally {
      underWay--
      if (waiting.length > 0 && underWay < MAX_UNDER_WAY) sendBatch()
    }
  }

  const sendBatch = (): void => {
    clearTimeout(timer)
    const batch = waiting.slice(0, MAX_BATCH)
    waiting = waiting.slice(MAX_BATCH)
    if (waiting.length > 0) timer = setTimeout(sendBatch, MAX_WAIT)
    void tracked(findBatch(batch))
  }

  const findBatch = async (batch: readonly Lookup[]): Promise<void> => {
    try {
      const users = await usersWith(batch.flatMap(({ key }) => key))
      for (const { id, resolve } of batch) resolve(users.get(String(id)))
    } catch (error) {
      // One of the keys may be a text that the column cannot hold, or one of the rows no user: then each
      // is looked up on its own.
      const isOneLookup =
        error instanceof TypeError || database.dialect.kindOfError(error) === 'value'
      for (const { id, key, resolve, reject } of batch) {
        if (isOneLookup) resolve(tracked(findOne(id, key)))
        else reject(error)
      }
    }
  }

  const findOne = async (id: UserId, key: readonly SqlValue[]): Promise<StoredUser | undefined> =>
    select.withId(await database.first(select.byId, key), id)

  const usersWith = async (keys: readonly SqlValue[]): Promise<ReadonlyMap<string, StoredUser>> => {
    const padded = padToPowerOfTwo(keys)
    const sql = statements.get(padded.length) ?? select.amongKeys(padded.length)
    statements.set(padded.length, sql)
    const users = (await database.all(sql, padded)).flatMap((row) => select.userOf(row) ?? [])
    return new Map(users.map((user) => [String(user.id), user]))
  }

  return (id) => {
    const key = select.keyOf(id)
    if (key === undefined) return undefined
    if (underWay < MAX_UNDER_WAY) {
      const row = database.first(select.byId, key)
      if (!(row instanceof Promise)) return select.withId(row, id)
      return tracked(row.then((found) => select.withId(found, id)))
    }
    return new Promise((resolve, reject) => {
      if (waiting.length === 0) timer = setTimeout(sendBatch, MAX_WAIT)
      waiting.push({ id, key, resolve, reject })
    })
  }
}
