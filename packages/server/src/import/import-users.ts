/** Rows into the store, a batch in each transaction. */
import { isRecordError, isUserExistsError } from 'tokenapi'
import type { SqlStore } from 'tokenapi/sqlite'

import { type PlacedRow, judge } from './judge.js'
import { type ReadOptions, RowError, isRowError, readUser } from './read-user.js'
import type { SourceRow } from './source-row.js'

export interface ImportOptions {
  readonly store: Pick<SqlStore, 'checkRecords' | 'addRecords'>
  readonly read: ReadOptions
  /** Rows in one transaction. */
  readonly batch: number
  /** Writes nothing. */
  readonly dryRun: boolean
  hash(password: string): Promise<string>
  /** Hears of a bad row, and throws where it is to be the last. */
  onBadRow(place: string, username: string | undefined, reason: string): void
  /** Bytes of the file that are done with. */
  onProgress(bytes: number): void
}

/** What has become of the rows: counted as it happens. */
export interface Counts {
  added: number
  there: number
  bad: number
}

/** Whatever it rejects with, `counts` are true, and no batch is written in part. */
export async function importUsers(
  rows: AsyncIterable<SourceRow>,
  options: ImportOptions,
  counts: Counts,
): Promise<void> {
  const { store, read, dryRun, hash, onProgress } = options
  // A plain password does not tell whether a user of its name came from this row, and a dry run
  // leaves nothing to find in the table. Other runs need not remember any name.
  const seen = dryRun || read.passwords === 'plain' ? new Map<string, string>() : undefined
  const seenIds = dryRun ? new Map<string, string>() : undefined

  const bad = (place: string, username: string | undefined, reason: string): void => {
    counts.bad++
    options.onBadRow(place, username, reason)
  }

  const rowOf = (source: SourceRow): PlacedRow | undefined => {
    const { place, end } = source
    if ('problem' in source) {
      bad(place, undefined, source.problem)
      return undefined
    }
    try {
      const row = { place, end, ...readUser(source.fields, read) }
      const { id, username } = row.record
      notTwice('user name', username, place, seen)
      if (id !== undefined) notTwice('id', String(id), place, seenIds)
      return row
    } catch (error) {
      if (!isRowError(error)) throw error
      const { username } = source.fields
      bad(place, typeof username === 'string' ? username : undefined, error.message)
      return undefined
    }
  }

  /** The rows that are new. */
  const sift = async (batch: readonly PlacedRow[]): Promise<readonly PlacedRow[]> => {
    const fresh: PlacedRow[] = []
    for (const verdict of await judge(store, batch)) {
      const { row } = verdict
      if (verdict.is === 'new') fresh.push(row)
      else if (verdict.is === 'there') counts.there++
      else bad(row.place, row.record.username, verdict.reason ?? '')
    }
    return fresh
  }

  const write = async (batch: readonly PlacedRow[]): Promise<void> => {
    let left = await sift(batch)
    if (dryRun) {
      counts.added += left.length
      return
    }
    if (read.passwords === 'plain') left = await hashed(left, hash, onProgress)
    while (left.length > 0) {
      try {
        await store.addRecords(left.map(({ record }) => record))
        break
      } catch (error) {
        const refused = refusedOf(error, left)
        if (refused === undefined) throw error
        // Somebody else may have added it meanwhile; otherwise it is what the database says.
        left = await sift(left)
        if (left.includes(refused)) {
          bad(refused.place, refused.record.username, (error as Error).message)
          left = left.filter((row) => row !== refused)
        }
      }
    }
    counts.added += left.length
  }

  let batch: PlacedRow[] = []
  for await (const source of rows) {
    const row = rowOf(source)
    if (row === undefined) continue
    batch.push(row)
    if (batch.length < options.batch) continue
    await write(batch)
    onProgress(row.end)
    batch = []
  }
  await write(batch)
}

function notTwice(
  what: string,
  value: string,
  place: string,
  seen: Map<string, string> | undefined,
): void {
  const before = seen?.get(value)
  if (before !== undefined) throw new RowError(`the ${what} stands in ${before} as well`)
  seen?.set(value, place)
}

function refusedOf(error: unknown, rows: readonly PlacedRow[]): PlacedRow | undefined {
  if (!(isRecordError(error) || isUserExistsError(error))) return undefined
  return error.index === undefined ? undefined : rows[error.index]
}

/** In the hasher's lane, several at a time. */
function hashed(
  rows: readonly PlacedRow[],
  hash: ImportOptions['hash'],
  onProgress: ImportOptions['onProgress'],
): Promise<readonly PlacedRow[]> {
  return Promise.all(
    rows.map(async ({ plain = '', ...row }) => {
      const password = await hash(plain)
      onProgress(row.end)
      return { ...row, plain, record: { ...row.record, password } }
    }),
  )
}
