/** What Koa's views know behind the guard, and what must not compile. */
import { Router } from '@koa/router'
import Koa from 'koa'
import { expectTypeOf } from 'vitest'

import {
  type TokenState,
  authenticate,
  tokenRequired,
  tokenRoutes,
} from '../../src/adapters/koa.ts'
import type { Authentication, TokenApi, User } from '../../src/index.ts'

declare const api: TokenApi

// Before all that follow.
new Koa().use(tokenRequired(api)).use((ctx) => {
  expectTypeOf(ctx.state.user).toEqualTypeOf<User>()
  expectTypeOf(ctx.state.authentication).toEqualTypeOf<Authentication>()
  ctx.body = ctx.state.user.username
})
new Koa().use(tokenRequired(api, { optional: true })).use((ctx) => {
  expectTypeOf(ctx.state.user).toEqualTypeOf<User | undefined>()
  // @ts-expect-error there may be no user
  ctx.body = ctx.state.user.username
})
new Koa().use(tokenRequired(api, { onRefused: () => undefined })).use((ctx) => {
  expectTypeOf(ctx.state.user).toEqualTypeOf<User>()
})
interface State {
  readonly requestId: string
}
new Koa<State>().use(tokenRequired(api)).use((ctx) => {
  ctx.body = `${ctx.state.requestId} ${ctx.state.user.username}`
  // @ts-expect-error no such property
  ctx.body = ctx.state.usr
})

// Around one.
const app = new Koa()
app.use(
  tokenRequired(api, (ctx) => {
    expectTypeOf(ctx.state.user).toEqualTypeOf<User>()
    ctx.body = ctx.state.user.username
  }),
)
app.use(
  tokenRequired(api, { optional: true }, async (ctx, next) => {
    expectTypeOf(ctx.state.user).toEqualTypeOf<User | undefined>()
    await next()
  }),
)

const named = (ctx: Koa.ParameterizedContext<TokenState>): void => {
  ctx.body = ctx.state.user.username
}
app.use(tokenRequired(api, named))
app.use(tokenRequired(api, { onRefused: () => undefined }, named))
new Koa()
  .use(tokenRequired(api, { onRefused: ({ status, code }) => Response.json({ code }, { status }) }))
  .use(named)
// @ts-expect-error it wants a user
app.use(tokenRequired(api, { optional: true }, named))

// With a router.
const router = new Router()
router.get('/a/:id', tokenRequired(api), (ctx) => {
  expectTypeOf(ctx.state.user).toEqualTypeOf<User>()
  ctx.body = ctx.state.user.username + ctx.params['id']
})
router.get(
  '/b/:id',
  tokenRequired(api, (ctx) => {
    expectTypeOf(ctx.state.user).toEqualTypeOf<User>()
    ctx.body = ctx.state.user.username + ctx['params'].id
  }),
)
router.all('/token/*path', tokenRoutes(api))
app.use(router.routes())
app.use(tokenRoutes(api, { prefix: '/x/token' }))
app.use(async (ctx) => {
  expectTypeOf(await authenticate(api, ctx)).toEqualTypeOf<Authentication>()
  expectTypeOf(await authenticate(api, ctx, { optional: true })).toEqualTypeOf<
    Authentication | undefined
  >()
})

// @ts-expect-error no such option
app.use(tokenRequired(api, { optinal: true }))
// @ts-expect-error a refusal is a response, or nothing
app.use(tokenRequired(api, { onRefused: () => 'no' }))
// @ts-expect-error no such option
app.use(tokenRoutes(api, { mount: '/token' }))
