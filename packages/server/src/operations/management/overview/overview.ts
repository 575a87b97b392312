/** Who logs in, who is refused, how long it takes, and what needs attention. */
import { Hono } from 'hono'
import { isConfigError, isUnavailableError } from 'tokenapi'
import { type CounterIncrease, sqlCounters } from 'tokenapi/admin'
import * as v from 'valibot'

import { checked } from '../checked.js'
import { describe } from '../describe.js'
import { may } from '../guard.js'
import type { ManagementEnv, ManagementParts } from '../management-env.js'
import {
  type Attention,
  RECENT_MINUTES,
  doctorsFindings,
  dropped,
  fallbackKey,
  guessing,
  inOrder,
  limitedRefusals,
  unwritten,
} from './attention.js'
import { type Figures, readFigures } from './figures.js'
import { latestFindings } from './latest-findings.js'
import { Overview } from './overview-schema.js'
import { PERIODS, type Period } from './periods.js'

const Query = v.object({
  period: v.optional(v.pipe(v.picklist(PERIODS), v.description('up to now')), 'day'),
})
const MINUTE = 60_000
const DAY_MINUTES = 1_440
/** Live tokens are counted up to this number. */
const MOST_TOKENS = 100_000
/** Users whose hashes are looked at for the overview; `tokenapi doctor` looks at all of them. */
const MOST_USERS = 20_000

export function overview({ config, database, api, counters }: ManagementParts) {
  const table = config.COUNTERS ? sqlCounters(database.store) : undefined
  const findings = latestFindings(async () => {
    const { examine } = await import('../../../doctor/examine.js')
    return (await examine(database, config, { mostUsers: MOST_USERS })).findings
  })

  const liveTokens = async () => {
    if (!config.ACCESS_TOKENS) return null
    const count = await orProblem(() => database.admin.tokens.countLive(MOST_TOKENS + 1))
    if (typeof count !== 'number') return null
    return { count: Math.min(count, MOST_TOKENS), isMore: count > MOST_TOKENS }
  }

  const ofCounters = async (
    period: Period,
  ): Promise<{ readonly figures: Figures | null; readonly attention: readonly Attention[] }> => {
    if (table === undefined) return { figures: null, attention: [] }
    const now = Date.now()
    const last = (minutes: number) =>
      table.sums({
        since: new Date(now - minutes * MINUTE),
        until: new Date(now + MINUTE),
        step: minutes + 1,
      })
    // What this process counted until now is in it.
    await counters?.flush()
    const read = await orProblem(async () => ({
      figures: await readFigures(table, period, now),
      attention: [...recent(await last(RECENT_MINUTES)), ...fallbackKey(await last(DAY_MINUTES))],
    }))
    if (typeof read === 'string') return { figures: null, attention: unwritten(read) }
    return { ...read, attention: [...read.attention, ...unwritten(counters?.problem())] }
  }

  return new Hono<ManagementEnv>().get(
    '/overview',
    describe('Inspection', {
      summary: 'Get the overview',
      description:
        'Figures of all nodes, from counters that survive a restart, and what needs attention. Doctor runs in the background at most once in a quarter of an hour; `isExamined` is `false` until its first findings are there.',
      scope: 'admin:read',
      answer: Overview,
    }),
    may('admin:read'),
    checked('query', Query),
    async (c) => {
      const { period } = c.req.valid('query')
      const { figures, attention } = await ofCounters(period)
      const found = await findings.get()
      const { droppedEvents } = await api.health()
      return c.json({
        period,
        figures,
        liveTokens: await liveTokens(),
        attention: [
          ...inOrder([
            ...attention,
            ...dropped(droppedEvents),
            ...doctorsFindings(found ?? []).filter(({ about }) => about !== 'counters'),
          ]),
        ],
        isExamined: found !== undefined,
      })
    },
  )
}

/** What goes on now. */
function recent(sums: readonly CounterIncrease[]): readonly Attention[] {
  return [...guessing(sums), ...limitedRefusals(sums)]
}

/** What `task` resolves with, or why the database could not do it: the rest of the overview is shown nevertheless. */
async function orProblem<T>(task: () => Promise<T>): Promise<T | string> {
  try {
    return await task()
  } catch (error) {
    if (isConfigError(error)) return error.message
    if (isUnavailableError(error)) return 'the database does not answer'
    throw error
  }
}
