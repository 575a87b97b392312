import type { ClientOptions } from './client.js'
import { isRefusal } from './client-error.js'
import { tokenRefusal } from './read-answer.js'
import { type Init, type Send, withToken } from './requests.js'
import { type Session, type SessionStorage, currentSession, loggedIn, replace } from './session.js'

/** Sends requests with the token of a session. They reject if the token is refused, after the hook. */
export type CallAs = (used: Session) => Send

/** Requests with a token, and what happens once for each token that is refused. */
export function callsAs(
  storage: SessionStorage,
  send: Send,
  onUnauthorized: ClientOptions['onUnauthorized'],
): CallAs {
  let token: string | undefined
  let ending: Promise<unknown>

  return (used) => async (path, init) => {
    const response = await send(path, withToken(used, init))
    const error = await tokenRefusal(response)
    if (!error) return response
    if (token !== used.token) {
      token = used.token
      ending = replace(storage, used, { ...used, ended: true }).then(
        // Not where another request, tab or process has stored a newer token.
        (isCurrent) => isCurrent && onUnauthorized?.(error),
      )
    }
    await ending
    throw error
  }
}

/** Requests with the stored session. They finish a rotation without an answer, and do not wait for it. */
export function calls(
  storage: SessionStorage,
  callAs: CallAs,
  rotate: () => Promise<void>,
): (path: string, init?: Init) => Promise<Response> {
  const call = async (path: string, init: Init, mayRepeat: boolean): Promise<Response> => {
    const used = await loggedIn(storage)
    // Meanwhile the old token works. Where it fails, the next request starts it again.
    if (used.rotating) rotate().catch(() => {})
    try {
      return await callAs(used)(path, init)
    } catch (error) {
      const next = mayRepeat && isRefusal(error) && (await currentSession(storage))
      // A newer token of the same user: of a login in the hook, or of another tab.
      if (next && next.token !== used.token && next.user === used.user) {
        return call(path, init, false)
      }
      throw error
    }
  }
  // Other bodies may be gone once they were sent.
  return (path, init = {}) => call(path, init, typeof (init.body ?? '') === 'string')
}
