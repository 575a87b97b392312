/** Sign in and out. */
import { isRefusedError, isUnavailableError } from 'tokenapi'

import { currentNotes } from '../../../request-notes.js'
import type { PageContext, PageTools } from '../page-tools.js'
import { SignIn } from '../pages/sign-in.js'
import {
  dropSessionCookie,
  readSessionCookie,
  setSessionCookie,
} from '../session/session-cookie.js'
import { eventOfSession } from '../session/session-event.js'
import { isOwnForm } from '../session/sessions.js'
import { textIn } from './form-values.js'

const WRONG = 'The user name or the password is wrong, or this user may not administer.'
const NO_COOKIE = 'Your browser did not keep the cookie: allow cookies, or use HTTPS.'

export function addSignIn({ app, options, sessions, page }: PageTools): void {
  const { api, administrators, onEvent } = options

  app.get('/sign-in', (c) => page(c, 'Sign in', <SignIn next={ownPath(c.req.query('next'))} />))

  app.post('/sign-in', async (c) => {
    const form = await c.req.parseBody()
    const [username, password] = [textIn(form, 'username'), textIn(form, 'password')]
    const next = ownPath(textIn(form, 'next'))
    const again = (problem: string, status: number) =>
      page(c, 'Sign in', <SignIn username={username} next={next} problem={problem} />, status)
    try {
      const user = await api.checkLogin(username, password, { address: currentNotes()?.address })
      const administrator = await administrators.find(user.id)
      if (administrator === undefined) {
        onEvent(eventOfSession('admin.session.refused', user, c.req))
        return await again(WRONG, 401)
      }
      setSessionCookie(c, sessions.start(administrator).id)
      onEvent(eventOfSession('admin.session.started', user, c.req))
      return c.redirect(`/signed-in?next=${encodeURIComponent(next)}`, 303)
    } catch (error) {
      if (isUnavailableError(error)) return again('The database does not answer. Try again.', 503)
      if (!isRefusedError(error)) throw error
      const { code, retryAfter = 1 } = error
      if (code !== 'too_many_attempts') return again(WRONG, 401)
      c.header('Retry-After', String(retryAfter))
      return again(`Too many attempts. Try again in ${retryAfter} seconds.`, 429)
    }
  })

  // Whether the cookie came back.
  app.get('/signed-in', (c) => {
    const next = ownPath(c.req.query('next'))
    return readSessionCookie(c) === undefined
      ? page(c, 'Sign in', <SignIn next={next} problem={NO_COOKIE} />)
      : c.redirect(next, 303)
  })

  app.post('/sign-out', async (c) => {
    const session = await formOfSession(c)
    if (session !== undefined) {
      sessions.end(session.id)
      dropSessionCookie(c)
      onEvent(eventOfSession('admin.session.ended', session.user, c.req))
    }
    return c.redirect('/sign-in', 303)
  })

  async function formOfSession(c: PageContext) {
    const id = readSessionCookie(c)
    const session = id === undefined ? undefined : sessions.find(id)
    const { csrf } = await c.req.parseBody()
    return session !== undefined && isOwnForm(session, csrf) ? session : undefined
  }
}

/** A path of this page; never another site's address. */
function ownPath(text: string | undefined): string {
  return text !== undefined && /^\/(?![/\\])[\x21-\x7e]*$/.test(text) ? text : '/'
}
