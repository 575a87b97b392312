import type { StoredUser } from 'tokenapi'
import type { RecordedEvent } from 'tokenapi/audit'

import { currentNotes } from '../../../request-notes.js'

/** `refused`: the password was right, and the user may not administer. */
export type SessionEventName =
  | 'admin.session.started'
  | 'admin.session.ended'
  | 'admin.session.refused'

export function eventOfSession(
  name: SessionEventName,
  { id, username }: Pick<StoredUser, 'id' | 'username'>,
  { method, path }: { readonly method: string; readonly path: string },
): RecordedEvent {
  const notes = currentNotes()
  const request = { method, path, address: notes?.address, id: notes?.requestId }
  return { name, time: new Date(), userId: id, username, request }
}
