/** Whether a request goes to a host that is ours, and comes from our own pages. */
import type { MiddlewareHandler } from 'hono'

import { isLoopbackName } from '../../../loopback.js'

/**
 * Refuses requests to another host, which a name server of an attacker may point to this machine (DNS rebinding), and
 * requests that change something and come from another site. `publicUrl` is that of the proxy in front, if there is one.
 */
export function ownOrigin(publicUrl: URL | undefined): MiddlewareHandler {
  return async (c, next) => {
    const { host, hostname, origin } = new URL(c.req.url)
    if (host !== publicUrl?.host && !isLoopbackName(hostname)) {
      return c.text('This server does not answer for this host: set OPERATIONS_URL.', 421)
    }
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') {
      const from = c.req.header('origin')
      const isOwn = from === undefined || from === origin || from === publicUrl?.origin
      const site = c.req.header('sec-fetch-site') ?? 'same-origin'
      if (!isOwn || site !== 'same-origin') {
        return c.text('This request comes from another site.', 403)
      }
    }
    return next()
  }
}
