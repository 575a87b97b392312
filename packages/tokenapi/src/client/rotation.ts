import type { WireRotated } from '../wire.js'
import type { CallRoute } from './call-route.js'
import type { CallAs } from './calls.js'
import { type ClientError, isRefusal } from './client-error.js'
import { type SessionStorage, loggedIn, replace } from './session.js'

/**
 * Replaces the token of the session. Within the grace period of the server the old token works on, and each call with
 * it gives a new one, so a lost answer costs nothing: the request is sent again, now or before the next request.
 */
export function rotation(
  storage: SessionStorage,
  callAs: CallAs,
  callRoute: CallRoute,
): () => Promise<void> {
  let running: Promise<void> | undefined

  const rotate = async (): Promise<void> => {
    const { rotating: _, ...used } = await loggedIn(storage)
    // Stored, so that a program that ends here finishes the rotation at its next start.
    await replace(storage, used, { ...used, rotating: true })
    try {
      const { token } = await twice(() =>
        callRoute<WireRotated>(callAs(used), 'tokens/current/rotate', {}),
      )
      const next = { ...used, token }
      const isCurrent = await replace(storage, used, next)
      // Used at once: a successor that is not used within the grace period ends, and the old token with it.
      if (isCurrent) await twice(() => callRoute(callAs(next), 'tokens')).catch(() => {})
    } catch (error) {
      // As for a classic token: there is nothing to finish.
      if (isRefusal(error)) await replace(storage, used, used)
      throw error
    }
  }

  return () => (running ??= rotate().finally(() => (running = undefined)))
}

/** Asks again, once and at once, if the answer got lost: here, or in front of the server. */
async function twice<T>(work: () => Promise<T>): Promise<T> {
  return work().catch((error: ClientError) => {
    // An aborted request has no outcome.
    if (error.outcome === 'cannot_tell' && !error.retryAfter) return work()
    throw error
  })
}
