import { Elysia } from 'elysia'
import { createTokenApi } from 'tokenapi'
import { authenticate, tokenRequired } from 'tokenapi/elysia'
import { memoryStore } from 'tokenapi/memory'

const api = createTokenApi({ secretKey: process.env['SECRET_KEY'], store: memoryStore() })

// A user or a stranger.
const greeting = new Elysia()
  .use(tokenRequired(api, { optional: true }))
  .get('/greeting', ({ user }) => `hello ${user?.username ?? 'stranger'}`)

const guarded = new Elysia({ name: 'guarded' }).use(tokenRequired(api)).as('scoped')

new Elysia()
  .get('/open', () => 'for everybody')
  .group('/own', (own) => own.use(tokenRequired(api)).get('/name', ({ user }) => user.username))
  .use(greeting)
  .use(
    new Elysia().use(guarded).get('/until', ({ authentication }) => authentication.token.expiresAt),
  )
  // Without a guard.
  .get('/ask', async (context) => (await authenticate(api, context)).user.username)

export {}
