/**
 * Look-ups by primary key. What comes alone is sent at once; what comes while others are on their way
 * goes with the next answer, all in one statement: under load that serves two or three times as many.
 */
import { type Awaitable, isLater } from '../../core/awaitable.js'
import type { StoredUser, UserId } from '../../core/user.js'
import type { SqlDatabase } from './database.js'
import type { SqlKey, Tuple } from './executor.js'
import { filledUp } from './filled-up.js'
import type { UserSelect } from './user-select.js'

/** Statements on their way while others wait: two, so that a slow one does not hold up everybody. */
const ON_THEIR_WAY = 2
/** Milliseconds after which nobody waits any longer for the answers to others: they may never come. */
const PATIENCE = 10
/** Users in one statement; a power of two. */
const MOST = 64

interface Waiting {
  readonly id: UserId
  readonly key: readonly SqlKey[]
  readonly resolve: (user: StoredUser | PromiseLike<StoredUser | undefined> | undefined) => void
  readonly reject: (error: unknown) => void
}

/** Finds the user with a key. Rejects with what the driver throws. */
export function findTogether(
  database: SqlDatabase,
  select: UserSelect,
): (id: UserId) => Awaitable<StoredUser | undefined> {
  const statements = new Map<number, string>()
  let waiting: Waiting[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let onTheirWay = 0

  const alone = (id: UserId, key: readonly SqlKey[]): Awaitable<StoredUser | undefined> => {
    const row = database.first(select.byId, key)
    return isLater(row) ? later(id, row) : select.withId(row, id)
  }

  const later = async (
    id: UserId,
    row: Promise<Tuple | undefined>,
  ): Promise<StoredUser | undefined> => {
    onTheirWay++
    try {
      return select.withId(await row, id)
    } finally {
      answered()
    }
  }

  const together = async (some: readonly Waiting[]): Promise<void> => {
    onTheirWay++
    try {
      const users = await among(some.flatMap(({ key }) => key))
      for (const { id, resolve } of some) resolve(users.get(String(id)))
    } catch (error) {
      // One of the keys may be a text that the column cannot hold, and one of the rows no user: each is
      // asked for by itself.
      const apart = error instanceof TypeError || database.dialect.faultOf(error) === 'value'
      for (const { id, key, resolve, reject } of some) {
        if (apart) resolve(alone(id, key))
        else reject(error)
      }
    } finally {
      answered()
    }
  }

  const among = async (keys: readonly SqlKey[]): Promise<ReadonlyMap<string, StoredUser>> => {
    const filled = filledUp(keys)
    const sql = statements.get(filled.length) ?? select.amongKeys(filled.length)
    statements.set(filled.length, sql)
    const users = (await database.tuples(sql, filled)).flatMap((row) => select.userOf(row) ?? [])
    return new Map(users.map((user) => [String(user.id), user]))
  }

  const answered = (): void => {
    onTheirWay--
    if (waiting.length > 0 && onTheirWay < ON_THEIR_WAY) send()
  }

  const send = (): void => {
    clearTimeout(timer)
    const some = waiting.slice(0, MOST)
    waiting = waiting.slice(MOST)
    if (waiting.length > 0) timer = setTimeout(send, PATIENCE)
    void together(some)
  }

  return (id) => {
    const key = select.keyOf(id)
    if (key === undefined) return undefined
    if (onTheirWay < ON_THEIR_WAY) return alone(id, key)
    return new Promise((resolve, reject) => {
      if (waiting.length === 0) timer = setTimeout(send, PATIENCE)
      waiting.push({ id, key, resolve, reject })
    })
  }
}
