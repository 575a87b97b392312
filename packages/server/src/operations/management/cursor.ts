/** The place in a list of users, as a caller sends it back. */
import { type UserIdType, readUserId } from 'tokenapi'
import type { UserCursor } from 'tokenapi/admin'

import { Problem } from './problem.js'

export function cursorText({ username, id }: UserCursor): string {
  return Buffer.from(JSON.stringify([username, String(id)])).toString('base64url')
}

export function readCursor(text: string, idType: UserIdType): UserCursor {
  try {
    const [username, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [
      unknown,
      unknown,
    ]
    const key = typeof id === 'string' ? readUserId(id, idType) : undefined
    if (typeof username === 'string' && key !== undefined) return { username, id: key }
  } catch {
    // As for any other text.
  }
  throw new Problem('invalid_request', 'after: send `next` of the page before.')
}
