import { Histogram, type Registry } from 'prom-client'

import { ROUTES } from '../answer-times.js'
import { ANSWER_SECONDS, ANSWER_TIMES } from './metric-names.js'

/** Fixed, so that figures of different days and nodes add up: a refusal takes tenths of a millisecond, a login a second. */
export function answerTimes(register: Registry): Histogram<'route'> {
  const times = new Histogram({
    name: ANSWER_TIMES,
    help: 'Time until an answer of the public listener was sent',
    labelNames: ['route'],
    buckets: [...ANSWER_SECONDS],
    registers: [register],
  })
  for (const route of ROUTES) times.zero({ route })
  return times
}
