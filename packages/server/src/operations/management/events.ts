/** The audit trail: newest first, and live. */
import { Hono } from 'hono'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import { isUnavailableError } from 'tokenapi'
import { type ChainedEntry, type SqlEvents, sqlEvents } from 'tokenapi/audit'
import * as v from 'valibot'

import type { Database } from '../../database.js'
import { noteError } from '../../request-notes.js'
import { checked } from './checked.js'
import { describe } from './describe.js'
import { withNames } from './event-names.js'
import { may } from './guard.js'
import type { ManagementEnv, ManagementParts } from './management-env.js'
import type { Principal } from './principal.js'
import { Problem } from './problem.js'
import { EventPage } from './schemas.js'

const Query = v.object({
  user: v.optional(v.pipe(v.string(), v.description('events of the user with this id or name'))),
  name: v.optional(v.pipe(v.string(), v.description('"login.failed", or "login" for all of them'))),
  address: v.optional(v.string()),
  before: v.optional(v.pipe(v.string(), v.toNumber(), v.safeInteger(), v.minValue(1))),
  limit: v.optional(
    v.pipe(v.string(), v.toNumber(), v.integer(), v.minValue(1), v.maxValue(500)),
    '50',
  ),
})
/** Milliseconds between two looks at the table. */
const EVERY = 1_000
/** Events of one statement. */
const BATCH = 100

export function events({ config, database }: ManagementParts) {
  const log = sqlEvents(database.store)

  const recorded = (): void => {
    if (!config.AUDIT)
      throw new Problem('not_supported', 'Events are not recorded: set AUDIT=true.')
  }

  return new Hono<ManagementEnv>()
    .get(
      '/events',
      describe('Events', {
        summary: 'List events',
        description: 'From the newest to the oldest. `next` is the number for `before`.',
        scope: 'admin:read',
        answer: EventPage,
        refusals: { 409: 'Events are not recorded.' },
      }),
      may('admin:read'),
      checked('query', Query),
      async (c) => {
        recorded()
        const { user, name, address, before, limit } = c.req.valid('query')
        const entries = await log.newest({
          ...(user === undefined ? {} : { user: { id: user, username: user } }),
          name,
          address,
          before,
          limit: limit + 1,
        })
        const shown = entries.slice(0, limit)
        return c.json({
          events: (await withNames(shown, database)).map(publicEvent),
          next: entries.length > limit ? (shown.at(-1)?.seq ?? null) : null,
        })
      },
    )
    .get(
      '/events/stream',
      describe('Events', {
        summary: 'Follow events',
        description: 'New events as they are recorded, as server-sent events named "recorded".',
        scope: 'admin:read',
        answer: v.pipe(v.string(), v.description('the data of each is an event as JSON')),
        contentType: 'text/event-stream',
        hasInput: false,
        refusals: { 409: 'Events are not recorded.' },
      }),
      may('admin:read'),
      async (c) => {
        recorded()
        const principal = c.get('principal')
        const start = (await log.head())?.seq ?? 0
        const follow = async (stream: SSEStreamingApi): Promise<void> => {
          let last = start
          while (!stream.closed && !stream.aborted) {
            const entries = await recordedAfter(last, log, database, principal)
            if (entries === undefined) return
            for (const entry of entries) {
              last = entry.seq
              await stream.writeSSE({
                id: String(last),
                event: 'recorded',
                data: JSON.stringify(publicEvent(entry)),
              })
            }
            await stream.sleep(EVERY)
          }
        }
        return streamSSE(c, follow, async (error) => noteError(error))
      },
    )
}

/**
 * The entries after a number, from the oldest to the newest; none while the database does not answer. `undefined`: the
 * caller may read them no more.
 */
async function recordedAfter(
  after: number,
  log: Pick<SqlEvents, 'newest'>,
  database: Database,
  principal: Principal,
): Promise<readonly ChainedEntry[] | undefined> {
  try {
    if (!(await principal.isStill())) return undefined
    const entries: ChainedEntry[] = []
    for (let page: readonly ChainedEntry[] | undefined; page?.length !== 0;) {
      page = await log.newest({ after, before: entries.at(-1)?.seq, limit: BATCH })
      entries.push(...page)
    }
    return await withNames(entries.toReversed(), database)
  } catch (error) {
    if (isUnavailableError(error)) return []
    throw error
  }
}

function publicEvent(entry: ChainedEntry) {
  return {
    seq: entry.seq,
    time: entry.time.toISOString(),
    name: entry.name,
    userId: entry.userId ?? null,
    username: entry.username ?? null,
    address: entry.address ?? null,
    method: entry.method ?? null,
    path: entry.path ?? null,
    code: entry.code ?? null,
    reason: entry.reason ?? null,
    details: { ...entry.details },
  }
}
