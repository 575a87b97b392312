/** How the connections of a pool are used: so many at a time, each call within its time. */
import type { Awaitable } from '../../core/awaitable.js'
import type { SqlExecutor } from './executor.js'
import { type Deadline, tooLate, withDeadline } from './deadline.js'
import type { Fault } from './fault.js'
import { createPlaces } from './places.js'
import { retryRead, retryTransaction } from './retry.js'

/** A connection that is ours for a while. */
export interface Lent {
  /** The driver's own, by which we know it again. */
  readonly identity: object
  readonly executor: SqlExecutor
  /** To the pool, as good as before. */
  giveBack(): void
  /** At once, with whatever runs on it. */
  end(): void
}

export interface Lender {
  /** Calls at a time. */
  readonly most: number
  /** A connection of the pool, at any time: one that comes too late is given back. */
  borrow(): Promise<Lent>
  /** Whether a connection is as good as before this error. */
  isSound(error: unknown): boolean
  faultOf(error: unknown): Fault
}

type Work<T> = (executor: SqlExecutor) => Awaitable<T>

export interface Connections {
  /** Each call by itself, on whichever connection is free. */
  executor(limit: number): SqlExecutor
  use<T>(limit: number, work: Work<T>): Promise<T>
  /** The same, and once more where the connection was dead: for what changes nothing. */
  read<T>(limit: number, work: Work<T>): Promise<T>
  /** Commits what `work` did, or nothing of it. */
  transaction<T>(limit: number, begin: readonly string[], work: Work<T>): Promise<T>
}

export function createConnections({ most, borrow, isSound, faultOf }: Lender): Connections {
  const places = createPlaces(most)
  const known = new WeakSet()

  const remembered = (connection: Lent): Lent => {
    if (!known.has(connection.identity)) known.add(connection.identity)
    return connection
  }
  /** Where one was dead the others in the pool may be as well: then it is one that is new. */
  const borrowNew = async (): Promise<Lent> => {
    for (let left = most; ; left--) {
      const connection = await borrow()
      if (!known.has(connection.identity) || left === 0) return connection
      connection.end()
    }
  }

  /** `spoil` says that the connection is not as good as before, whatever the error. */
  const lent = async <T>(
    deadline: Deadline,
    isRetry: boolean,
    work: (executor: SqlExecutor, spoil: () => void) => Awaitable<T>,
  ): Promise<T> => {
    const turn = places.take(deadline)
    if (turn !== undefined) await turn
    let connection: Lent
    try {
      connection = remembered(await (isRetry ? borrowNew() : borrow()))
    } catch (error) {
      places.leave()
      throw error
    }
    // A call that came too late kept its place until now, so that nothing piles up in the pool. It is
    // not even begun: a write would be one that the caller was told is not done.
    if (deadline.isOver) {
      places.leave()
      connection.giveBack()
      throw tooLate()
    }
    const leave = (isAsBefore: boolean): void => {
      deadline.onOver = undefined
      places.leave()
      if (isAsBefore) connection.giveBack()
      // What it may answer yet would be taken for the answer to another's question.
      else connection.end()
    }
    // Work that waits for a silent database may never come back.
    deadline.onOver = () => leave(false)
    let isSpoiled = false
    let result: T
    try {
      result = await work(connection.executor, () => (isSpoiled = true))
    } catch (error) {
      if (deadline.isOver) throw tooLate()
      leave(!isSpoiled && isSound(error))
      throw error
    }
    if (!deadline.isOver) leave(true)
    return result
  }

  const attempt = <T>(deadline: Deadline, begin: readonly string[], work: Work<T>): Promise<T> => {
    let begun = false
    const whole = async (executor: SqlExecutor, spoil: () => void): Promise<T> => {
      for (const sql of begin) await executor.once(sql)
      begun = true
      try {
        const result = await work(executor)
        await executor.once('COMMIT')
        return result
      } catch (error) {
        // The error that ended the transaction is the one to tell.
        await executor.once('ROLLBACK').catch(spoil)
        throw error
      }
    }
    // On a connection that was dead already nothing has been done: another is taken.
    return retryRead(
      (isRetry) => lent(deadline, isRetry, whole),
      (error) => (begun ? 'other' : faultOf(error)),
    )
  }

  const use: Connections['use'] = (limit, work) =>
    withDeadline(limit, (deadline) => lent(deadline, false, work))
  const read: Connections['read'] = (limit, work) =>
    withDeadline(limit, (deadline) =>
      retryRead((isRetry) => lent(deadline, isRetry, work), faultOf),
    )

  return {
    executor: (limit) => ({
      all: (sql, values) => read(limit, (each) => each.all(sql, values)),
      tuples: (sql, keys) => read(limit, (each) => each.tuples(sql, keys)),
      first: (sql, keys) => read(limit, (each) => each.first(sql, keys)),
      run: (sql, values) => use(limit, (each) => each.run(sql, values)),
      once: (sql, values) => use(limit, (each) => each.once(sql, values)),
    }),
    use,
    read,
    transaction: (limit, begin, work) =>
      withDeadline(limit, (deadline) =>
        retryTransaction(() => attempt(deadline, begin, work), faultOf),
      ),
  }
}
