import type { RequestOfEvent } from '../events/outcome-report.js'
import { publicId } from '../public-user.js'
import type { Reporter } from '../events/reporter.js'
import type { UserId } from '../user.js'

/** What is worth reporting of a token that was verified. */
interface VerifiedWith {
  readonly userId: UserId
  /** Of the key in the ring. */
  readonly keyIndex: number
  readonly isFutureDated: boolean
}

/** Reports the token of a request, if there is anything to report. */
export type ReportVerified = (verified: VerifiedWith, request: RequestOfEvent) => void

/** Milliseconds between two events of a kind. */
const PAUSE = 60_000

/** Reports old keys and future days: at most once a minute for each kind and key, with a count. */
export function tokenEvents(
  { isObserved, tell }: Pick<Reporter, 'isObserved' | 'tell'>,
  elapsed: () => number = () => performance.now(),
): ReportVerified {
  const future = counter(elapsed)
  const fallback = new Map<number, () => number | undefined>()
  const countOfKey = (index: number): number | undefined => {
    const known = fallback.get(index) ?? counter(elapsed)
    fallback.set(index, known)
    return known()
  }
  return ({ userId: id, keyIndex, isFutureDated }, request) => {
    if (!isObserved()) return
    const userId = publicId(id)
    if (isFutureDated) {
      const count = future()
      if (count !== undefined)
        tell(() => ({ name: 'token.future_dated', userId, count, request: request() }))
    }
    if (keyIndex > 0) {
      const count = countOfKey(keyIndex)
      if (count !== undefined)
        tell(() => ({ name: 'secret.fallback_used', userId, keyIndex, count, request: request() }))
    }
  }
}

/** Counts calls. Returns the count when an event is due, and begins anew. */
function counter(elapsed: () => number): () => number | undefined {
  let count = 0
  let next = -Infinity
  return () => {
    count++
    if (elapsed() < next) return undefined
    next = elapsed() + PAUSE
    const counted = count
    count = 0
    return counted
  }
}
