/**
 * Look-ups by a unique key. The first two are sent at once. Look-ups that arrive while those run are sent together,
 * in one statement, when one of them is answered. Under load a database answers two to three times as many look-ups.
 */
import type { Awaitable } from '../../core/runtime/awaitable.js'
import type { SqlDatabase } from './database.js'
import type { Row, SqlValue } from './executor.js'
import { padToPowerOfTwo } from './pad-to-power-of-two.js'

/** Statements that run before look-ups wait: two, so that a slow one does not delay all. */
const MAX_UNDER_WAY = 2
/** Milliseconds that a look-up waits for an answer to the others, which may never arrive. */
const MAX_WAIT = 10
/** Keys in one statement; a power of two. */
const MAX_BATCH = 64

/** What is looked up, and how. */
export interface LookUpStatements<Key, Found> {
  /** Selects the row with the values of one key. */
  readonly one: string
  /** Selects the rows with any of this many values. */
  among(count: number): string
  /** The values to bind for a key; `undefined` for a key that the column cannot contain. */
  valuesOf(key: Key): readonly SqlValue[] | undefined
  /** The result in the row of `one`. */
  found(row: Row | undefined, key: Key): Found | undefined
  /** The results in the rows of `among`, by the text of their keys. */
  allFound(rows: readonly Row[]): ReadonlyMap<string, Found>
}

interface LookUp<Key, Found> {
  readonly key: Key
  readonly values: readonly SqlValue[]
  readonly resolve: (found: Awaitable<Found | undefined>) => void
  readonly reject: (error: unknown) => void
}

/** Finds what has a key, in the same turn where the driver can. Rejects with the error of the driver. */
export function batchedLookups<Key extends string | number | bigint, Found>(
  database: SqlDatabase,
  { one, among, valuesOf, found, allFound }: LookUpStatements<Key, Found>,
): (key: Key) => Awaitable<Found | undefined> {
  const statements = new Map<number, string>()
  let waiting: LookUp<Key, Found>[] = []
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

  const findBatch = async (batch: readonly LookUp<Key, Found>[]): Promise<void> => {
    try {
      const all = await findAll(batch.flatMap(({ values }) => values))
      for (const { key, resolve } of batch) resolve(all.get(String(key)))
    } catch (error) {
      // One of the values may be a text that the column cannot hold, or one of the rows malformed: then each
      // is looked up on its own.
      const isOneLookup =
        error instanceof TypeError || database.dialect.kindOfError(error) === 'value'
      for (const { key, values, resolve, reject } of batch) {
        if (isOneLookup) resolve(tracked(findOne(key, values)))
        else reject(error)
      }
    }
  }

  const findOne = async (key: Key, values: readonly SqlValue[]): Promise<Found | undefined> =>
    found(await database.first(one, values), key)

  const findAll = async (values: readonly SqlValue[]): Promise<ReadonlyMap<string, Found>> => {
    const padded = padToPowerOfTwo(values)
    const sql = statements.get(padded.length) ?? among(padded.length)
    statements.set(padded.length, sql)
    return allFound(await database.all(sql, padded))
  }

  return (key) => {
    const values = valuesOf(key)
    if (values === undefined) return undefined
    if (underWay < MAX_UNDER_WAY) {
      const row = database.first(one, values)
      if (!(row instanceof Promise)) return found(row, key)
      return tracked(row.then((first) => found(first, key)))
    }
    return new Promise((resolve, reject) => {
      if (waiting.length === 0) timer = setTimeout(sendBatch, MAX_WAIT)
      waiting.push({ key, values, resolve, reject })
    })
  }
}
