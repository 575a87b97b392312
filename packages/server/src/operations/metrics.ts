/** Metrics for Prometheus. Each label has a fixed set of values: no user, token or address is in one. */
import { Counter, Registry, collectDefaultMetrics } from 'prom-client'
import type { Health, TokenApiEvent } from 'tokenapi'

import type { AnswerTime } from '../answer-times.js'
import { answerTimes } from './answer-histogram.js'
import { eventCounters } from './event-counters.js'
import { healthGauges } from './health-gauges.js'
import { LIMITED } from './metric-names.js'
import { type Sample, counterSamples, histogramSamples } from './samples.js'

export type { Sample } from './samples.js'

export interface Metrics {
  /** Counts an event of the api. */
  record(this: void, event: TokenApiEvent): void
  /** Counts an answer of the public listener. */
  answered(this: void, answer: AnswerTime): void
  /** Counts a refused token that was answered 429. */
  limited(this: void): void
  /** The counters of events and answers as they are now, for a place where they survive a restart. */
  samples(this: void): Promise<readonly Sample[]>
  /** The text of a scrape, with the health of the api as it is now. */
  scrape(this: void, health: Health): Promise<string>
  readonly contentType: string
}

/** Gauges with the suffix of a counter. Each is the sum of one without it, such as `nodejs_active_handles`. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
]

/** Counters of events, gauges of the api's health, and those of the process and its event loop. */
export function createMetrics(): Metrics {
  const register = new Registry()
  collectDefaultMetrics({ register })
  for (const name of MISNAMED) register.removeSingleMetric(name)
  const count = eventCounters(register)
  const times = answerTimes(register)
  const limited = new Counter({
    name: LIMITED,
    help: 'Refused tokens that were answered 429, because their network was beyond its limit',
    registers: [register],
  })
  const show = healthGauges(register)
  return {
    record: count.record,
    answered: ({ route, seconds }) => times.observe({ route }, seconds),
    limited: () => limited.inc(),
    samples: async () => {
      const counted = await Promise.all([...count.counters, limited].map(counterSamples))
      return [...counted.flat(), ...(await histogramSamples(times))]
    },
    scrape(health) {
      show(health)
      return register.metrics()
    },
    contentType: register.contentType,
  }
}
