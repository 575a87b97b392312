import type { Context } from 'hono'
import type { UserId } from 'tokenapi'
import type { RecordedEvent } from 'tokenapi/audit'

import { currentNotes } from '../../request-notes.js'
import { idText } from '../../output.js'
import type { ManagementEnv } from './management-env.js'

/** What an administrator did. */
export interface Action {
  /** "admin.user.added" */
  readonly name: `admin.${string}`
  /** Whom it concerns. */
  readonly userId?: UserId | undefined
  readonly username?: string | undefined
  /** Texts and numbers of the action; never a secret. */
  readonly [detail: string]: unknown
}

/** The event of an action, with who did it. */
export function eventOfAction(c: Context<ManagementEnv>, action: Action): RecordedEvent {
  const { user, via } = c.get('principal')
  const notes = currentNotes()
  return {
    ...action,
    time: new Date(),
    actorId: String(idText(user.id)),
    actor: user.username,
    via,
    request: {
      method: c.req.method,
      path: c.req.path,
      address: notes?.address,
      id: notes?.requestId,
    },
  } as RecordedEvent
}
