import type { TokenApi } from 'tokenapi'
import { tokenRequired } from 'tokenapi/next'

// Apart from its route, so that tests can pass another API.
export const indexOf = (api: TokenApi) =>
  tokenRequired(api, (_request, { user }) => Response.json({ success: true, hello: user.username }))
