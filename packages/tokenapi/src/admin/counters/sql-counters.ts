/** Counters in a SQL database: they survive a restart, and those of several processes add up. */
import { ConfigError, isConfigError } from '../../core/errors.js'
import type { UserStore } from '../../core/store.js'
import { startUpError } from '../../stores/sql/database-errors.js'
import type { SqlDatabase } from '../../stores/sql/database.js'
import { messageOf } from '../../stores/sql/error-kind.js'
import { ownTableFix } from '../../stores/sql/own-table-fix.js'
import { accessOf } from '../../stores/sql/sql-access.js'
import { DJANGO_USERS } from '../../stores/user-table.js'
import { COUNTERS, type CounterRow, counterTable } from './counter-table.js'

const MINUTE = 60_000
const DAY = 1_440
/** Minutes after which they may be summed: an hour more than `add` needs, for clocks that differ. */
const COMPACTED_AFTER = DAY + 60
/** Counts of one `add`. */
const MOST_COUNTS = 500

/** What happened in a minute. */
export interface CounterIncrease {
  readonly time: Date
  /** Such as "tokenapi_logins_total": at most 64 characters of ASCII. */
  readonly name: string
  /** Such as `outcome="failed"`: at most 190 characters of ASCII, from a fixed set of values. */
  readonly labels: string
  /** A whole number. */
  readonly count: number
}

export interface CounterSumsOptions {
  /** A whole minute. */
  readonly since: Date
  readonly until: Date
  /** Minutes of a group. Times more than a day ago are kept as hours. */
  readonly step: number
}

/** Rejects with `ConfigError` for a missing table or right, and with `UnavailableError` in an outage. */
export interface SqlCounters {
  /** Adds at most 500 counts with different names, labels or minutes: all of them, or none. */
  add(counts: readonly CounterIncrease[]): Promise<void>
  /** Sums in groups of some minutes; a group without counts is missing. `time` is the start of the group. */
  sums(options: CounterSumsOptions): Promise<readonly CounterIncrease[]>
  /** Replaces minutes that are older than a day by sums of hours, and removes what is older than `keptDays`. */
  compact(options: { readonly now: Date; readonly keptDays: number }): Promise<void>
}

/**
 * The table `tokenapi_counters` in the database of a store of `tokenapi/sqlite`, `tokenapi/postgres` or
 * `tokenapi/mysql`. `migrate` creates it. Throws `ConfigError` for any other store.
 *
 * @example
 * ```ts
 * import { sqlCounters } from 'tokenapi/admin'
 * import { postgresStore } from 'tokenapi/postgres'
 *
 * const counters = sqlCounters(postgresStore('postgres://app@localhost/app'))
 * await counters.add([{ time: new Date(), name: 'reports_total', labels: '', count: 1 }])
 * ```
 */
export function sqlCounters(store: UserStore): SqlCounters {
  const { database } = accessOf(store, '`sqlCounters`')
  const table = counterTable(database)

  const run = async <T>(task: () => Promise<T>): Promise<T> => {
    try {
      return await task()
    } catch (error) {
      throw countersError(error, database)
    }
  }

  return {
    add(counts) {
      if (counts.length > MOST_COUNTS) {
        throw new ConfigError(`\`add\` takes ${MOST_COUNTS} counts at most; got ${counts.length}`)
      }
      const now = minuteOf(new Date())
      return run(() => table.add(counts.map((count) => rowOf(count, now))))
    },
    async sums({ since, until, step }) {
      const rows = await run(() => table.sums(minuteOf(since), minuteOf(until), step))
      return rows.map(({ bucket, name, labels, total: count }) => ({
        time: new Date(bucket * MINUTE),
        name,
        labels,
        count,
      }))
    },
    compact: ({ now, keptDays }) =>
      run(async () => {
        const minute = minuteOf(now)
        while (await table.compactHour(minute - COMPACTED_AFTER));
        await table.prune(minute - keptDays * DAY)
      }),
  }
}

function minuteOf(time: Date): number {
  return Math.floor(time.getTime() / MINUTE)
}

/** What waited through an outage of a day goes into its hour: its minutes may have been summed already. */
function rowOf({ time, name, labels, count }: CounterIncrease, now: number): CounterRow {
  const minute = minuteOf(time)
  const isOld = now - minute >= DAY
  return {
    bucket: isOld ? minute - (minute % 60) : minute,
    minutes: isOld ? 60 : 1,
    name,
    labels,
    total: count,
  }
}

function countersError(error: unknown, database: SqlDatabase): Error {
  if (isConfigError(error)) return error
  const text = messageOf(error)
  const kind = database.dialect.kindOfError(error)
  switch (kind) {
    case 'missing-table':
    case 'missing-column':
      return new ConfigError(ownTableFix(kind, { database: database.name, table: COUNTERS, text }))
    case 'denied':
      return new ConfigError(
        `our role may not write "${COUNTERS}" in ${database.name}: GRANT SELECT, INSERT, UPDATE, DELETE ON ${COUNTERS} to it`,
      )
    default:
      return startUpError(error, database, { ...DJANGO_USERS, table: COUNTERS })
  }
}
