import * as v from 'valibot'

import { PERIODS } from './periods.js'

const time = v.pipe(v.string(), v.isoTimestamp())
const counts = v.array(v.number())
const milliseconds = v.array(v.nullable(v.number()))
const total = v.object({
  count: v.number(),
  before: v.pipe(
    v.nullable(v.number()),
    v.description('in the period before it; `null`: nothing was counted then'),
  ),
})
const latency = v.object({ p50: v.nullable(v.number()), p99: v.nullable(v.number()) })

const names = [
  'loginsSucceeded',
  'loginsFailed',
  'loginsThrottled',
  'verificationsSucceeded',
  'verificationsRefused',
  'passwordUpgrades',
] as const

function each<S extends v.GenericSchema>(schema: S) {
  return Object.fromEntries(names.map((name) => [name, schema])) as Record<
    (typeof names)[number],
    S
  >
}

const Figures = v.object({
  since: time,
  until: v.pipe(time, v.description('the end of the step that goes on now')),
  stepMinutes: v.number(),
  times: v.pipe(v.array(time), v.description('the start of each step')),
  series: v.pipe(
    v.object({ ...each(counts), p50: milliseconds, p99: milliseconds }),
    v.description('a value for each step; `p50` and `p99` in milliseconds, logins left out'),
  ),
  totals: v.object(each(total)),
  refusals: v.array(v.object({ code: v.string(), ...total.entries })),
  latency: v.pipe(latency, v.description('milliseconds, logins left out')),
  latencyBefore: latency,
})

export const Overview = v.object({
  period: v.picklist(PERIODS),
  figures: v.pipe(
    v.nullable(Figures),
    v.description('`null`: counters are off, or `attention` has why they cannot be read'),
  ),
  liveTokens: v.pipe(
    v.nullable(v.object({ count: v.number(), isMore: v.boolean() })),
    v.description('access tokens that work now, counted up to 100,000; `null`: they are off'),
  ),
  attention: v.pipe(
    v.array(
      v.object({
        level: v.picklist(['note', 'warning', 'problem']),
        about: v.string(),
        what: v.string(),
        fix: v.nullable(v.string()),
      }),
    ),
    v.description('the worst first'),
  ),
  isExamined: v.boolean(),
})
