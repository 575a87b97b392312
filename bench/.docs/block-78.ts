import { Hono } from 'hono'
import { createTokenApi } from 'tokenapi'
import { type TokenEnv, authenticate, tokenRequired } from 'tokenapi/hono'
import { memoryStore } from 'tokenapi/memory'

const api = createTokenApi({ secretKey: process.env['SECRET_KEY'], store: memoryStore() })
const app = new Hono()

// Every route of an app.
const own = new Hono<TokenEnv>()
own.use(tokenRequired(api))
own.get('/me', (c) =>
  c.json({ name: c.var.user.username, until: c.var.authentication.token.expiresAt }),
)
app.route('/own', own)

// A user or a stranger.
app.get('/greeting', tokenRequired(api, { optional: true }), (c) =>
  c.text(`hello ${c.get('user')?.username ?? 'stranger'}`),
)
// Without a guard.
app.get('/ask', async (c) => c.text((await authenticate(api, c)).user.username))

export {}
