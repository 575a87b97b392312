import type { Logger } from 'pino'
import type { TokenApiEvent } from 'tokenapi'
import { type RecordedEvent, type SqlEvents, auditTrail, sqlEvents } from 'tokenapi/audit'

import type { Config } from './config/read-config.js'
import type { Database } from './database.js'
import { currentNotes } from './request-notes.js'

/** Milliseconds between two lines with the head of the chain. */
const HEAD_EVERY = 86_400_000

export interface RecordedEvents {
  record(this: void, event: TokenApiEvent): void
  /** What an administrator did. */
  recordAction(this: void, event: RecordedEvent): void
  /** Writes what is left. Before the database is closed. */
  close(): Promise<void>
}

/** The audit trail in the database; `undefined` without AUDIT=true. */
export function recordEvents(
  config: Config,
  { store }: Database,
  log: Logger,
): RecordedEvents | undefined {
  if (!config.AUDIT) return undefined
  const events = sqlEvents(store)
  const audit = auditTrail(events, {
    retentionDays: config.AUDIT_DAYS,
    onWarning: ({ code, message, fix }) => log.warn({ code, fix }, message),
  })
  const timer = setInterval(() => void logHead(events, log), HEAD_EVERY)
  timer.unref()
  void audit.flush().then(() => logHead(events, log))
  return {
    record: (event) => audit.record({ ...event, request: requestOf(event) }),
    recordAction: audit.record,
    async close() {
      clearInterval(timer)
      await audit.close()
      await logHead(events, log)
    },
  }
}

/** Called in the async context of the request, which has the address and the id that the log has. */
function requestOf({ request }: TokenApiEvent): TokenApiEvent['request'] {
  const notes = currentNotes()
  if (request === undefined && notes === undefined) return undefined
  return {
    method: request?.method ?? notes?.method ?? '',
    path: request?.path ?? notes?.path ?? '',
    address: request?.address ?? notes?.address,
    id: notes?.requestId ?? request?.id,
  }
}

/** The log is another place than the database: a chain that was cut or written anew lacks this hash. */
async function logHead(events: SqlEvents, log: Logger): Promise<void> {
  try {
    const head = await events.head()
    if (head !== undefined) log.info(head, 'head of the audit trail')
  } catch {
    // The trail has warned of it.
  }
}
