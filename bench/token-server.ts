/** What servers of the benchmark serve: token routes below /token/, and one guarded route at every other path. */
import { type Server, createServer } from 'node:http'

import type { TokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/node'

export function tokenServer(api: TokenApi): Server {
  const index = tokenRequired(api, (_request, response, { user }) => {
    response.end(JSON.stringify({ hello: user.username }))
  })
  const tokens = tokenRoutes(api)
  return createServer((request, response) =>
    request.url?.startsWith('/token/') === true
      ? tokens(request, response)
      : index(request, response),
  )
}
