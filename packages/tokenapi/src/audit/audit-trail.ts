import { isConfigError } from '../core/errors.js'
import { describeError } from '../core/describe-error.js'
import type { EventEntry, EventLog } from '../core/events/event-log.js'
import { callback, port, wholeNumber } from '../core/options/option-checks.js'
import { type OptionChecks, readOptions } from '../core/options/read-options.js'
import { nextTurn } from '../core/runtime/timer.js'
import { type OperatorWarning, warnOnce } from '../core/events/warn-once.js'
import { waitingEntries } from './waiting-entries.js'
import { type RecordedEvent, entryOf } from './recorded-event.js'
import { retention } from './retention.js'
import { createWriter } from './writer.js'

export interface AuditTrailOptions {
  /** Days that entries are kept; older ones are removed once a day. Default: for ever. */
  readonly retentionDays?: number | undefined
  /** Milliseconds between two writes: what a crash loses at most. Default 1000. */
  readonly interval?: number | undefined
  /** Entries that wait while the database does not answer; later ones are dropped and counted. Default 10,000. */
  readonly maxWaiting?: number | undefined
  /** Which events are recorded. Default: all but successful authentications and requests without credentials. */
  readonly records?: ((event: RecordedEvent) => boolean) | undefined
  /** Gets a problem that the operator can fix, once each time it begins. Default: `process.emitWarning`. */
  readonly onWarning?: ((warning: OperatorWarning) => void) | undefined
}

/** Records events in the background. No method of it throws or rejects. */
export interface AuditTrail {
  /** The listener for `onEvent`. */
  record(this: void, event: RecordedEvent): void
  /** Writes the entries that wait. Whether all of them are written. */
  flush(): Promise<boolean>
  /** Writes the entries that wait, and stops. Call it before the store is closed. */
  close(): Promise<void>
}

const CHECKS: OptionChecks<AuditTrailOptions> = {
  retentionDays: wholeNumber(1, 36_500, 'days'),
  interval: wholeNumber(1, 60_000, 'milliseconds'),
  maxWaiting: wholeNumber(1, 1_000_000),
  records: callback(),
  onWarning: callback(),
}

const LOG = port<EventLog>('`sqlEvents(store)`', 'append', 'prune')

/**
 * Records the events of an api. Entries are written in batches, never while a request waits. Throws `ConfigError`
 * for an invalid option.
 *
 * @example
 * const audit = auditTrail(sqlEvents(store), { retentionDays: 90 })
 * const api = createTokenApi({ secretKey, store, onEvent: audit.record })
 */
export function auditTrail(log: EventLog, options?: AuditTrailOptions): AuditTrail {
  LOG(log, 'log')
  const checked = readOptions('auditTrail', options, CHECKS)
  const { retentionDays, interval = 1_000, maxWaiting = 10_000 } = checked
  const { records = isRecorded, onWarning = warnOnceOf } = checked
  const warn = (error: unknown, what: string): void => onWarning(warningOf(error, what))
  const queue = waitingEntries(maxWaiting, () => Date.now())
  const writer = createWriter({ log, queue, interval, warn })
  const pruning = retention(log, retentionDays, warn)
  let isClosing = false
  let isClosed = false

  const add = (entry: EventEntry): void => {
    queue.push(entry)
    writer.wake()
  }
  add({ time: new Date(), name: 'audit.started' })

  return {
    record(event) {
      if (isClosed || !records(event)) return
      add(entryOf(event))
    },
    flush: () => writer.flush(),
    async close() {
      if (isClosing) return
      isClosing = true
      pruning.stop()
      // Events of the last requests are delivered a turn after them.
      await nextTurn()
      await nextTurn()
      isClosed = true
      queue.push({ time: new Date(), name: 'audit.stopped' })
      await writer.flush()
      const lost = writer.stop()
      if (lost > 0) warn(undefined, `${lost} events were lost: the audit trail was closed`)
    },
  }
}

/** A guarded request each would be a row each; a request without credentials is no attempt. */
function isRecorded({ name, code }: RecordedEvent): boolean {
  return name !== 'authentication.succeeded' && code !== 'missing_credentials'
}

function warnOnceOf(warning: OperatorWarning): void {
  warnOnce(warning, `${warning.code} ${warning.message}`)
}

function warningOf(error: unknown, what: string): OperatorWarning {
  return {
    code: 'TOKENAPI_AUDIT',
    message: error === undefined ? what : `${what}: ${describeError(error)}`,
    fix: isConfigError(error)
      ? 'Until that is fixed, events wait in memory, and beyond `maxWaiting` they are dropped and counted. Requests are not affected.'
      : 'Events wait in memory until the database answers; beyond `maxWaiting` they are dropped and counted. Requests are not affected.',
  }
}
