import type { WireLogin, WireRevoked, WireTokens } from '../wire.js'
import { routeCaller } from './call-route.js'
import { calls, callsAs } from './calls.js'
import type { Client, ClientOptions } from './client.js'
import { isRefusal } from './client-error.js'
import { type Send, withToken } from './requests.js'
import { rotation } from './rotation.js'
import { senderTo } from './send.js'
import { inMemory, currentSession } from './session.js'

/**
 * A client of an application that uses tokenapi: it logs in, keeps the session and calls routes with the token. Needs
 * `fetch` and nothing else. Throws `TypeError` for invalid options.
 *
 * @example
 * const client = createClient({ url: 'https://api.example.com', onUnauthorized: showLogin })
 * await client.login({ username, password, name: 'Phone of Maria' })
 * const response = await client.fetch('/index.json')
 */
export function createClient(options: ClientOptions): Client {
  const { token, user } = options
  const storage = options.storage ?? inMemory(token ? { token, user } : undefined)
  const send = senderTo(options.url, options.fetch)
  const callRoute = routeCaller(options.routes)
  const callAs = callsAs(storage, send, options.onUnauthorized)
  const rotate = rotation(storage, callAs, callRoute)
  const call = calls(storage, callAs, rotate)

  return {
    fetch: (path, init) => call(String(path), init),
    session: () => currentSession(storage),
    rotate,
    async login({ username, password, name }, limits) {
      // The last token, ended or not, shows that the account used this client before.
      const last = await storage.load()
      const fields = { username, password, ...(name && { name }) }
      const asLast: Send = (path, init) => send(path, withToken(last, init))
      const answer = await callRoute<WireLogin>(asLast, 'new', fields, limits)
      await storage.save({ token: answer.token, user: answer.user })
      return answer.user
    },
    async logout(limits) {
      const session = await currentSession(storage)
      await storage.save(undefined)
      if (!session) return
      await callRoute(callAs(session), 'logout', {}, limits).catch((error: unknown) => {
        // The token has ended already, or it is a classic one, which the server does not keep.
        if (!isRefusal(error)) throw error
      })
    },
    tokens: {
      list: async (limits) =>
        (await callRoute<WireTokens>(call, 'tokens', undefined, limits)).tokens,
      rename: (id, name, limits) => callRoute(call, `tokens/${id}/rename`, { name }, limits),
      revoke: (id, limits) => callRoute(call, `tokens/${id}/revoke`, {}, limits),
      revokeOthers: async (limits) =>
        (await callRoute<WireRevoked>(call, 'tokens/revoke-all', {}, limits)).revoked,
    },
  }
}
