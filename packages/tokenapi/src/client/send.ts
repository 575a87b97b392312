import { addressesBelow } from './address.js'
import type { ClientOptions } from './client.js'
import { ClientError } from './client-error.js'
import { readAnswer } from './read-answer.js'
import type { Send } from './requests.js'

// A redirect could lead to another origin. Browsers hide its status: 0.
const REDIRECTS = [0, 301, 302, 303, 307, 308]
const CANNOT_TELL = [429, 502, 503, 504]

/**
 * Sends requests. Rejects with a `ClientError` if the server cannot be reached, cannot tell, or redirects; with the
 * reason of the signal if the request was aborted; with a `TypeError` for an invalid `init`.
 */
export function senderTo(url: string, fetchOf: ClientOptions['fetch']): Send {
  const address = addressesBelow(url)
  // Not `options.fetch(…)`: browsers refuse it with another `this`.
  const send = fetchOf ?? ((target, init) => fetch(target, init))
  return async (path, init) => {
    const target = address(path)
    const manual = { ...init, redirect: 'manual' } as RequestInit
    // Throws what is wrong with `init`; `fetch` rejects with a TypeError for an unreachable server too.
    void new Request(target, { ...manual, body: manual.body ? '' : null })
    const response = await send(target, manual).catch((cause: unknown) => {
      if (init.signal?.aborted) throw cause
      throw Object.assign(new ClientError(0, 'unreachable', 'No answer'), { cause })
    })
    const { status } = response
    if (init.redirect !== 'manual' && REDIRECTS.includes(status)) {
      throw new ClientError(status, 'redirected', 'Redirects are refused')
    }
    return CANNOT_TELL.includes(status) ? readAnswer(response) : response
  }
}
