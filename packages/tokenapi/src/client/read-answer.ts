import type { WireProblem } from '../wire.js'
import { ClientError } from './client-error.js'

type Body = Partial<WireProblem> & { readonly success?: boolean; readonly errors?: string }

/** The JSON of a response; an empty object where there is no complete JSON. */
async function bodyOf(response: Response): Promise<Body> {
  return ((await response.json().catch(() => {})) as Body | null | undefined) ?? {}
}

/** The JSON of a 2xx answer of a token route. Rejects with the `ClientError` that any other answer is. */
export async function readAnswer<T>(response: Response): Promise<T> {
  const { ok, status, headers } = response
  const body = await bodyOf(response)
  if (ok && body.success) return body as T
  const { errors, code = errors && 'refused', title = errors } = body
  const retryAfter = Number(headers.get('retry-after')) || undefined
  throw new ClientError(status, code, title ?? `Status ${status}`, retryAfter)
}

/** The refusal of the token that a response is. The other 401 and 403 are the application's own. */
export async function tokenRefusal(response: Response): Promise<ClientError | undefined> {
  const { status, headers } = response
  const challenge = headers.get('www-authenticate') ?? ''
  const isRefused =
    challenge.includes('"invalid_token"') ||
    // The challenge of another scheme comes from a gateway in front of the application.
    (status === 401 && /^$|bearer/i.test(challenge)) ||
    // On another domain the challenge is visible only if CORS exposes it.
    (headers.get('content-type')?.includes('problem') &&
      (await bodyOf(response.clone())).code === 'invalid_token')
  return isRefused ? new ClientError(status, 'invalid_token', 'The token has ended') : undefined
}
