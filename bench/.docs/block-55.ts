import { createTokenApi } from 'tokenapi'
import { memoryStore } from 'tokenapi/memory'

const api = createTokenApi({ secretKey: process.env['SECRET_KEY'], store: memoryStore() })

export const greeting = api.tokenRequired({ optional: true }, (_request, authentication) =>
  Response.json({ hello: authentication?.user.username ?? 'stranger' }),
)
export const upload = api.tokenRequired({ credentials: ['header'] }, async (request) =>
  Response.json({ bytes: (await request.arrayBuffer()).byteLength }),
)
export const report = api.tokenRequired({ scopes: ['reports:read'], tickets: true }, () =>
  Response.json({ pages: 3 }),
)
export const own = api.tokenRequired(
  { onRefused: ({ status, code }) => Response.json({ error: code }, { status }) },
  () => new Response('in'),
)

export {}
