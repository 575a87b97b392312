import {
  type Attributes,
  type Meter,
  type Span,
  SpanStatusCode,
  type Tracer,
} from '@opentelemetry/api'

import { isRefusedError } from '../core/errors.js'
import { type Awaitable, isLater } from '../core/runtime/awaitable.js'

/** Seconds: from an answer out of memory to a password hash in a queue. */
const BUCKETS = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Runs a call in a span, with the duration in a histogram. What it returns or throws is unchanged. */
export type Observed<T> = <R extends Awaitable<T>>(call: () => R) => R

export function createObserved<T>(
  { tracer, meter }: { readonly tracer: Tracer; readonly meter: Meter },
  subject: 'authentication' | 'login',
  attributesOf: (result: T) => Attributes,
): Observed<T> {
  const duration = meter.createHistogram(`tokenapi.${subject}.duration`, {
    unit: 's',
    description: `Duration of each ${subject}, by outcome`,
    advice: { explicitBucketBoundaries: BUCKETS },
  })
  return (call) =>
    tracer.startActiveSpan(`tokenapi.${subject}`, (span) => {
      const started = performance.now()
      const ended = (outcome: Attributes): void => {
        span.setAttributes(outcome)
        span.end()
        duration.record((performance.now() - started) / 1_000, outcome)
      }
      const succeeded = (result: T): void => {
        span.setAttributes(attributesOf(result))
        ended({ 'tokenapi.outcome': 'succeeded' })
      }
      const failed = (error: unknown): void => ended(outcomeOf(error, span))
      try {
        const result = call()
        const awaited: Awaitable<T> = result
        if (isLater(awaited)) awaited.then(succeeded, failed)
        else succeeded(awaited)
        return result
      } catch (error) {
        failed(error)
        throw error
      }
    })
}

/** A refusal is an answer; only an unknown result is an error of the span. The message stays out of the trace. */
function outcomeOf(error: unknown, span: Span): Attributes {
  if (isRefusedError(error)) return { 'tokenapi.outcome': 'refused', 'error.type': error.code }
  span.setStatus({ code: SpanStatusCode.ERROR })
  return { 'tokenapi.outcome': 'unavailable', 'error.type': 'unavailable' }
}
