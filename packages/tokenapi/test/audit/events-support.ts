/** A trail of events on a database of a test's own, and the means to tamper with it. */
import type { EventEntry } from '../../src/core/events/event-log.ts'
import { type SqlEvents, sqlEvents } from '../../src/audit/index.ts'
import { SQL_ACCESS } from '../../src/stores/sql/sql-access.ts'
import type { SqlStore } from '../../src/stores/sql/sql-store.ts'
import { type AnyDatabase, freshStore } from '../support/recorded-store.ts'

export interface Trail {
  readonly store: SqlStore
  readonly events: SqlEvents
  /** Runs SQL of an attacker, in which double quotes quote names, with at most one value. */
  sql(text: string, ...values: readonly string[]): Promise<void>
}

export async function freshTrail(database: AnyDatabase): Promise<Trail> {
  const store = await freshStore(database)
  const { database: opened } = store[SQL_ACCESS]
  const { kind, mark } = opened.dialect
  return {
    store,
    events: sqlEvents(store),
    sql: (text, ...values) => {
      const marked = text.replace('?', () => mark(1))
      return opened.once(kind === 'mysql' ? marked.replaceAll('"', '`') : marked, values)
    },
  }
}

/** An entry of every column. */
export function entry(n: number, changes: Partial<EventEntry> = {}): EventEntry {
  return {
    time: new Date(Date.UTC(2026, 0, 1, 0, 0, n, 123)),
    name: n % 2 === 0 ? 'login.failed' : 'login.succeeded',
    userId: String(n),
    username: `maria-${n}`,
    address: '203.0.113.7',
    requestId: `r-${n}`,
    method: 'POST',
    path: '/token/new.json',
    code: 'invalid_login',
    reason: 'wrong password',
    details: { attempt: n },
    ...changes,
  }
}

export function entries(count: number, first = 1): readonly EventEntry[] {
  return Array.from({ length: count }, (_, i) => entry(first + i))
}

export async function all<T>(rows: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = []
  for await (const row of rows) found.push(row)
  return found
}
