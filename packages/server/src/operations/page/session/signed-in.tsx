/** Lets requests of a session in; others go to the sign-in page. */
import type { Context, MiddlewareHandler } from 'hono'
import { matchedRoutes } from 'hono/route'

import type { PageEnv } from '../page-env.js'
import type { PageTools } from '../page-tools.js'
import { isUpload } from '../upload.js'
import { readSessionCookie } from './session-cookie.js'
import { type Session, isOwnForm } from './sessions.js'
import { WrongForm } from './wrong-form.js'

export function signedIn({ options, sessions, page }: PageTools): MiddlewareHandler<PageEnv> {
  return async (c, next) => {
    // An address without a page is 404 for everybody.
    if (!matchedRoutes(c).some(({ path }) => path !== '/*')) return next()
    const session = await sessionOf(c)
    if (session === undefined) {
      const path = c.req.method === 'GET' ? pathOf(c) : '/'
      return c.redirect(`/sign-in?next=${encodeURIComponent(path)}`, 303)
    }
    c.set('session', session)
    if (c.req.method !== 'POST' || isUpload(c)) return next()
    if (!isOwnForm(session, (await c.req.parseBody())['csrf'])) {
      return page(c, 'Refused', <WrongForm />, 403)
    }
    return next()
  }

  /** A session ends with the rights of its user, and with a new password. */
  async function sessionOf(c: Context<PageEnv>): Promise<Session | undefined> {
    const id = readSessionCookie(c)
    const isUse = c.req.header('x-live') === undefined
    const session = id === undefined ? undefined : sessions.find(id, { isUse })
    if (session === undefined) return undefined
    const administrator = await options.administrators.find(session.user.id)
    if (administrator?.passwordDigest === session.passwordDigest) return session
    sessions.end(session.id)
    return undefined
  }
}

function pathOf(c: Context): string {
  const { pathname, search } = new URL(c.req.url)
  return pathname + search
}
