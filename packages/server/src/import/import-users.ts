/** Rows into the store, a batch in each transaction. */
import { type UserRecord, isRecordError, isUserExistsError } from 'tokenapi'
import { describePassword } from 'tokenapi/password'
import type { RecordAdmin } from 'tokenapi/admin'

import { type PlacedRow, compareWithTable } from './compare-with-table.js'
import type { Outcome, Passwords } from './read-password.js'
import { type ReadOptions, readUser } from './read-user.js'
import { RowError, isRowError } from './row-error.js'
import type { SourceRow } from './source-row.js'

export interface ImportOptions {
  readonly records: Pick<RecordAdmin, 'check' | 'add'>
  readonly read: ReadOptions
  /** Rows in one transaction. */
  readonly batch: number
  /** Writes nothing. */
  readonly dryRun: boolean
  /** The hash of a plain password, or an unusable one for `null`. */
  hash(password: string | null): Promise<string>
  /** Whether rows that only the database refuses are left out; else the first of them ends the run. */
  readonly skipBadRows: boolean
  /** Why a user must not be added; `undefined`: it may be. Default: every one may. */
  refuse?: ((record: UserRecord) => string | undefined) | undefined
  /** Receives a bad row, and throws to end the run. */
  onBadRow(place: string, username: string | undefined, reason: string): void
  /** Bytes of the file that are done with. */
  onProgress(bytes: number): void
}

/** What has become of the rows: counted as it happens. */
export interface Counts {
  added: number
  there: number
  bad: number
  /** What was done with the hashes of added users, where it was anything. */
  readonly outcomes: Map<string, Outcome & { count: number }>
  /** Users whose hash is of a format that is weak: "sha1". */
  readonly weak: Map<string, number>
}

/** Whatever it rejects with, `counts` are true, and no batch is written in part. */
export async function importUsers(
  rows: AsyncIterable<SourceRow>,
  options: ImportOptions,
  counts: Counts,
): Promise<void> {
  const { records: table, read, dryRun, hash, onProgress } = options
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
      const refusal = options.refuse?.(row.record)
      if (refusal !== undefined) throw new RowError(refusal)
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
    for (const verdict of await compareWithTable(table, batch)) {
      const { row } = verdict
      if (verdict.is === 'new') fresh.push(row)
      else if (verdict.is === 'there') counts.there++
      else bad(row.place, row.record.username, verdict.reason ?? '')
    }
    return fresh
  }

  /** What the database refuses of them, with its reasons; all others are written. */
  const add = async (some: readonly PlacedRow[]): Promise<ReadonlyMap<PlacedRow, string>> => {
    const records = some.map(({ record }) => record)
    const refused = await table.add(records, { skipRefused: options.skipBadRows })
    return new Map(
      refused.flatMap(({ index, reason }) => {
        const row = some[index]
        return row === undefined ? [] : [[row, reason] as const]
      }),
    )
  }

  /** Writes them, and gives those that are written. */
  const written = async (some: readonly PlacedRow[]): Promise<readonly PlacedRow[]> => {
    let left = await hashed(some, hash, onProgress)
    while (left.length > 0) {
      let refused: ReadonlyMap<PlacedRow, string>
      try {
        refused = await add(left)
      } catch (error) {
        // Nothing of the batch was written.
        const row = refusedOf(error, left)
        if (row === undefined) throw error
        refused = new Map([[row, (error as Error).message]])
        left = await sift(left)
        if (!left.includes(row)) continue
      }
      // Another process may have added it meanwhile; otherwise it is the database's error.
      for (const row of await sift([...refused.keys()])) {
        bad(row.place, row.record.username, refused.get(row) ?? '')
      }
      return left.filter((row) => !refused.has(row))
    }
    return left
  }

  const write = async (batch: readonly PlacedRow[]): Promise<void> => {
    const fresh = await sift(batch)
    for (const row of dryRun ? fresh : await written(fresh)) count(row, read.passwords, counts)
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
  if (before !== undefined) throw new RowError(`the ${what} is also in ${before}`)
  seen?.set(value, place)
}

function refusedOf(error: unknown, rows: readonly PlacedRow[]): PlacedRow | undefined {
  if (!(isRecordError(error) || isUserExistsError(error))) return undefined
  return error.index === undefined ? undefined : rows[error.index]
}

/** Hashes the passwords, several at a time as the hasher allows. */
function hashed(
  rows: readonly PlacedRow[],
  hash: ImportOptions['hash'],
  onProgress: ImportOptions['onProgress'],
): Promise<readonly PlacedRow[]> {
  return Promise.all(
    rows.map(async (row) => {
      if (row.from === undefined) return row
      const password = await hash(row.from)
      onProgress(row.end)
      return { ...row, record: { ...row.record, password } }
    }),
  )
}

const WEAK: ReadonlySet<string> = new Set(['crypt', 'md5', 'sha1', 'unsalted_md5', 'unsalted_sha1'])

function count({ record, outcome }: PlacedRow, passwords: Passwords, counts: Counts): void {
  counts.added++
  if (outcome !== undefined) {
    const name = `${outcome.became} ${outcome.format}`
    counts.outcomes.set(name, { ...outcome, count: (counts.outcomes.get(name)?.count ?? 0) + 1 })
  }
  // Of the others, one is made here and the other kept unseen.
  if (passwords !== 'hashed') return
  const described = describePassword(record.password)
  if (described.state !== 'readable' || !WEAK.has(described.algorithm)) return
  counts.weak.set(described.algorithm, (counts.weak.get(described.algorithm) ?? 0) + 1)
}
