import { tokenRequired } from 'tokenapi/next'

import { api } from '../../api.ts'

export const GET = tokenRequired(api, (_request, { user }) =>
  Response.json({ success: true, hello: user.username }),
)
export const POST = GET
