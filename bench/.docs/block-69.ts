import { H3, defineHandler } from 'h3'
import { createTokenApi } from 'tokenapi'
import { authenticate, tokenRequired } from 'tokenapi/h3'
import { memoryStore } from 'tokenapi/memory'

const api = createTokenApi({ secretKey: process.env['SECRET_KEY'], store: memoryStore() })
const app = new H3()

// Every route below a path.
app.use('/own/**', tokenRequired(api))
app.get('/own/me', ({ context }) => ({ name: context.user?.username }))
// One route.
app.get(
  '/route',
  defineHandler({
    middleware: [tokenRequired(api)],
    handler: ({ context }) => context.authentication?.token.expiresAt,
  }),
)
// A user or a stranger.
app.get(
  '/greeting',
  tokenRequired(
    api,
    { optional: true },
    ({ context }) => `hello ${context.user?.username ?? 'stranger'}`,
  ),
)
// Without a guard.
app.get('/ask', async (event) => (await authenticate(api, event)).user.username)

export {}
