/** A form that changes something: the action, and the page that shows how it went. */
import { isRefusedError } from 'tokenapi'

import { currentNotes } from '../../request-notes.js'
import { type ManagementClient, isRefused } from './management-client.js'
import type { AdminPageOptions, PageContext, PageTools } from './page-tools.js'
import { Confirm } from './pages/confirm.js'
import { type ActionResult, type Sessions, keepResult } from './session/sessions.js'

interface ActionOutcome {
  readonly text: string
  readonly secret?: string
  /** Another page than the one that the action came from. */
  readonly to?: string
}

/**
 * Runs an action, and goes to a page that shows how it went. Where the API wants the password again, a page asks for it
 * and sends the form once more.
 */
export type RunAction = (
  c: PageContext,
  back: string,
  action: (client: ManagementClient) => Promise<ActionOutcome>,
) => Promise<Response>

const WRONG = 'This is not your password.'

interface ActionParts {
  readonly api: AdminPageOptions['api']
  readonly sessions: Sessions
  readonly page: PageTools['page']
  readonly client: PageTools['client']
}

export function runAction({ api, sessions, page, client }: ActionParts): RunAction {
  return async (c, back, action) => {
    const session = c.get('session')
    const goTo = (to: string, result: ActionResult): Response => {
      const key = keepResult(session, result)
      return c.redirect(`${to}${to.includes('?') ? '&' : '?'}result=${key}`, 303)
    }
    const form = await c.req.parseBody()
    const ask = (problem?: string, status = 200) =>
      page(
        c,
        'Confirm',
        <Confirm session={session} action={c.req.path} form={form} problem={problem} back={back} />,
        status,
      )

    const { confirm } = form
    if (typeof confirm === 'string') {
      try {
        const { username, id } = session.user
        const user = await api.checkLogin(username, confirm, { address: currentNotes()?.address })
        // The name may be another user's by now.
        if (String(user.id) !== String(id)) return await ask(WRONG, 401)
        sessions.confirm(session)
      } catch (error) {
        if (!isRefusedError(error)) throw error
        if (error.code !== 'too_many_attempts') return ask(WRONG, 401)
        return ask(`Too many attempts. Try again in ${error.retryAfter ?? 1} seconds.`, 429)
      }
    }
    try {
      const { text, secret, to = back } = await action(client(c))
      return goTo(to, { kind: 'done', text, secret })
    } catch (error) {
      if (!isRefused(error)) throw error
      if (error.code === 'reauthentication_required') return ask()
      return goTo(back, { kind: 'failed', text: error.message })
    }
  }
}
