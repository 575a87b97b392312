/**
 * Requests to be sent to Django and to us: every way that we could think of to write down a login, a
 * check and a call, and to get it wrong. A request's `feature` says what is special about it.
 */
import { basic, methods, paths, queries } from './addresses.ts'
import { multipart } from './multipart.ts'
import { type LiveRequest, type LiveUser, subjectsOf } from './subjects.ts'
import { urlEncoded } from './url-encoded.ts'

export type { LiveRequest } from './subjects.ts'

export function liveRequests(users: readonly LiveUser[]): LiveRequest[] {
  const subjects = users.flatMap((user) => subjectsOf(user))
  const [first] = users as [LiveUser]
  return [
    ...subjects.flatMap((subject) => [...urlEncoded(subject), ...multipart(subject)]),
    ...users.flatMap(basic),
    ...queries(first),
    ...paths(first),
    ...methods(first),
  ]
}
