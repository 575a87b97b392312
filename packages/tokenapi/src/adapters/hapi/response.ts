import type { Request, ResponseObject, ResponseToolkit } from '@hapi/hapi'

import { type GuardHeaders, addPrivateHeaders } from '../../http/response/cache-headers.js'

/** hapi's response for a standard one. */
export async function responseOf(
  response: Response,
  h: Pick<ResponseToolkit, 'response'>,
): Promise<ResponseObject> {
  const sent = h.response(
    response.body === null ? undefined : Buffer.from(await response.arrayBuffer()),
  )
  sent.code(response.status).charset()
  for (const [name, value] of response.headers) {
    sent.header(name, value, { append: name === 'set-cookie' })
  }
  return sent
}

/** Keeps a guarded response from caches, unless the handler or its route has a cache rule. */
export function preventCaching(
  response: Request['response'],
  request: Request,
  further: GuardHeaders | undefined,
): void {
  const headers: Record<string, unknown> =
    'output' in response ? response.output.headers : response.headers
  const { cache } = request.route.settings
  const timed = typeof cache === 'object' && ('expiresIn' in cache || 'expiresAt' in cache)
  const own = timed || ('settings' in response && response.settings.ttl !== null)
  addPrivateHeaders(headers, own, further)
}
