/** What Hono's handlers know behind the guard, and what must not compile. */
import { type Context, Hono } from 'hono'
import { expectTypeOf } from 'vitest'

import { type TokenEnv, authenticate, tokenRequired, tokenRoutes } from '../../src/adapters/hono.ts'
import type { Authentication, TokenApi, User } from '../../src/index.ts'

declare const api: TokenApi

interface Database {
  find(id: string): string
}
const app = new Hono<{ Variables: { database: Database } }>()

// Before a view.
app.get('/a/:id', tokenRequired(api), (c) => {
  expectTypeOf(c.get('user')).toEqualTypeOf<User>()
  expectTypeOf(c.var.authentication).toEqualTypeOf<Authentication>()
  expectTypeOf(c.get('database')).toEqualTypeOf<Database>()
  expectTypeOf(c.req.param('id')).toEqualTypeOf<string>()
  return c.text(c.var.user.username)
})
app.get('/b', tokenRequired(api, { optional: true }), (c) => {
  expectTypeOf(c.get('user')).toEqualTypeOf<User | undefined>()
  expectTypeOf(c.get('authentication')).toEqualTypeOf<Authentication | undefined>()
  // @ts-expect-error there may be no user
  return c.text(c.get('user').username)
})
app.get('/c', tokenRequired(api, { onRefused: () => undefined }), (c) =>
  c.text(c.get('user').username),
)
const perhaps = { optional: Math.random() > 2 }
app.get('/d', tokenRequired(api, perhaps), (c) => {
  expectTypeOf(c.get('user')).toEqualTypeOf<User | undefined>()
  return c.body(null)
})

// Around one.
app.get(
  '/e/:id',
  tokenRequired(api, (c) => {
    expectTypeOf(c.get('user')).toEqualTypeOf<User>()
    expectTypeOf(c.req.param('id')).toEqualTypeOf<string | undefined>()
    return c.text(c.get('user').username)
  }),
)
app.post(
  '/f',
  tokenRequired(api, { optional: true }, async (c) => {
    expectTypeOf(c.get('user')).toEqualTypeOf<User | undefined>()
    return c.json({ hello: c.get('user')?.username })
  }),
)

const named = (c: Context<TokenEnv>): Response => c.text(c.get('user').username)
app.get('/m', tokenRequired(api, { onRefused: () => undefined }), named)
app.get('/m', tokenRequired(api, { onRefused: () => undefined }, named))
app.get(
  '/o',
  tokenRequired(api, { onRefused: ({ status, code }) => Response.json({ code }, { status }) }),
  named,
)
// @ts-expect-error it wants a user
app.get('/n', tokenRequired(api, { optional: true }, named))

// Before all that follow.
new Hono().use(tokenRequired(api)).get('/g', (c) => c.text(c.get('user').username))

// Nothing is promised where no guard stands.
new Hono().get('/h', (c) => {
  // @ts-expect-error no guard
  return c.json(c.get('user').username)
})

app.all('/token/*', tokenRoutes(api))
// @ts-expect-error the routes are a handler, not an app
app.route('/token', tokenRoutes(api))
app.get('/i', async (c) => {
  expectTypeOf(await authenticate(api, c)).toEqualTypeOf<Authentication>()
  expectTypeOf(await authenticate(api, c, { optional: true })).toEqualTypeOf<
    Authentication | undefined
  >()
  return c.body(null)
})

// @ts-expect-error no such option
app.get('/j', tokenRequired(api, { optinal: true }))
// @ts-expect-error a refusal is a response, or nothing
app.get('/k', tokenRequired(api, { onRefused: () => 'no' }))
// @ts-expect-error a view answers
tokenRequired(api, () => 7)
