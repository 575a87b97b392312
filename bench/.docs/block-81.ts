import Koa from 'koa'
import { createTokenApi } from 'tokenapi'
import { authenticate, tokenRequired } from 'tokenapi/koa'
import { memoryStore } from 'tokenapi/memory'

const api = createTokenApi({ secretKey: process.env['SECRET_KEY'], store: memoryStore() })

// Everything that follows in the chain.
new Koa().use(tokenRequired(api)).use((ctx) => {
  const { user, authentication } = ctx.state
  ctx.body = { name: user.username, until: authentication.token.expiresAt }
})

// A user or a stranger.
new Koa().use(
  tokenRequired(api, { optional: true }, (ctx) => {
    ctx.body = `hello ${ctx.state.user?.username ?? 'stranger'}`
  }),
)
// Without a guard.
new Koa().use(async (ctx) => {
  ctx.body = (await authenticate(api, ctx)).user.username
})

export {}
