/** Access tokens of all users, as requests of the load generator. */
import { USERS } from './users.mjs'
import { guardedRequest } from './request-line.mjs'

export async function issueAll(api) {
  const lines = []
  for (const { id } of USERS) {
    const { token } = await api.accessTokens.issue(id)
    lines.push(guardedRequest(`Authorization: Bearer ${token}`))
  }
  return lines.join('\n')
}
