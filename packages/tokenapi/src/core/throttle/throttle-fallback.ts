import type { Awaitable } from '../runtime/awaitable.js'
import { describeError } from '../describe-error.js'
import { UnavailableError } from '../errors.js'
import { lateOutcomes } from './late-outcomes.js'
import type { Admission, LoginThrottle } from './login-throttle.js'
import type { MemoryThrottle } from './memory-throttle.js'
import type { OperatorWarning } from '../events/warn-once.js'

export interface FallbackOptions {
  readonly shared: LoginThrottle
  /** In the memory of this process, with a part of the budget. */
  readonly local: MemoryThrottle
  /** Of a clock that never goes back. */
  now(): number
  warn(warning: OperatorWarning): void
}

/** What a login tells the shared throttle at its end. */
interface Outcome {
  deliver(): Awaitable<void>
  /** Whether it may be delivered twice: a store that did not answer in time may have taken it. */
  readonly isRepeatable: boolean
}

/** Milliseconds that a login waits for the shared throttle. */
const DEADLINE = 200
/** Milliseconds until the shared throttle is tried again, by one login. */
const PAUSE = 1_000

/** The shared throttle, or the local one while the shared one fails or is slow. */
export function withFallback({ shared, local, now, warn }: FallbackOptions): LoginThrottle {
  let pausedUntil = 0
  const late = lateOutcomes()

  const failed = (error: unknown): void => {
    pausedUntil = now() + PAUSE
    warn({
      code: 'TOKENAPI_THROTTLE',
      message: `the limiter of \`loginThrottle\` failed: ${describeError(error)}`,
      fix: 'Meanwhile each process counts failed logins by itself, with half the budget. Check the store of the limiter. This warning appears once.',
    })
  }
  const orLocal = async <T>(ask: () => PromiseLike<T> | T, instead: () => T): Promise<T> => {
    if (now() < pausedUntil) return instead()
    // Until this one has an answer, the others do not wait for it.
    if (pausedUntil > 0) pausedUntil = now() + PAUSE
    try {
      const answer = await withinDeadline(ask)
      pausedUntil = 0
      return answer
    } catch (error) {
      failed(error)
      return instead()
    }
  }

  /** Now, or once the shared throttle answers again. */
  const settle = (outcome: Outcome): Promise<void> => {
    let isSent = false
    const deliver = async (): Promise<void> => {
      isSent = true
      await outcome.deliver()
    }
    return orLocal(deliver, () => {
      if (!isSent || outcome.isRepeatable) late.add(() => withinDeadline(deliver))
    })
  }

  return {
    begin(attempt) {
      let isLocal = false
      const begin = async (): Promise<Admission> => {
        const admission = await shared.begin(attempt)
        if (!admission.ok) return admission
        // Too late. A store that is slow for long would count each success as a failure.
        if (isLocal) await admission.cancelled()
        return {
          ok: true,
          isKnownClient: admission.isKnownClient,
          // Each repetition would admit one more guess.
          cancelled: () => settle({ deliver: () => admission.cancelled(), isRepeatable: false }),
          succeeded: () => {
            local.noteSuccess(attempt)
            return settle({ deliver: () => admission.succeeded(), isRepeatable: true })
          },
        }
      }
      return orLocal(begin, () => {
        isLocal = true
        return local.begin(attempt)
      })
    },
    state: (attempt) =>
      orLocal(
        async () => shared.state(attempt),
        () => local.state(attempt),
      ),
    async unlock(account) {
      const wasStopped = local.unlock(account)
      try {
        return (await withinDeadline(() => shared.unlock(account))) || wasStopped
      } catch (cause) {
        throw new UnavailableError('the limiter of `loginThrottle` failed', { cause })
      }
    },
  }
}

async function withinDeadline<T>(ask: () => PromiseLike<T> | T): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new UnavailableError(`no answer within ${DEADLINE} ms`)),
      DEADLINE,
    )
  })
  try {
    return await Promise.race([ask(), late])
  } finally {
    clearTimeout(timer)
  }
}
