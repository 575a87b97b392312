/** What Elysia's handlers know behind the guard, and what must not compile. */
import { Elysia, t } from 'elysia'
import { expectTypeOf } from 'vitest'

import { authenticate, tokenRequired, tokenRoutes } from '../../src/adapters/elysia.ts'
import type { Authentication, TokenApi, User } from '../../src/index.ts'

declare const api: TokenApi

const app = new Elysia().decorate('database', { find: (id: string) => id })

// All routes that follow, with their parameters, schemas and decorations.
app
  .use(tokenRoutes(api))
  .use(tokenRequired(api))
  .get('/a/:id', ({ user, authentication, params, database }) => {
    expectTypeOf(user).toEqualTypeOf<User>()
    expectTypeOf(authentication).toEqualTypeOf<Authentication>()
    expectTypeOf(params.id).toEqualTypeOf<string>()
    return database.find(user.username)
  })
  .post('/b', ({ user, body }) => user.username + body.name, {
    body: t.Object({ name: t.String() }),
  })
new Elysia({ prefix: '/c' }).use(tokenRequired(api, { optional: true })).get('/', ({ user }) => {
  expectTypeOf(user).toEqualTypeOf<User | undefined>()
  return user?.username
})
new Elysia().use(tokenRequired(api, { optional: true })).get(
  '/d',
  ({ user }) =>
    // @ts-expect-error there may be no user
    user.username,
)
const perhaps = { optional: Math.random() > 2 }
new Elysia().use(tokenRequired(api, perhaps)).get('/e', ({ authentication }) => {
  expectTypeOf(authentication).toEqualTypeOf<Authentication | undefined>()
})

// A group, and what is outside it.
new Elysia()
  .group('/f', (group) => group.use(tokenRequired(api)).get('/', ({ user }) => user.username))
  // @ts-expect-error no guard
  .get('/g', ({ user }) => user.username)

// An instance of its own keeps its guard to itself, unless it hands it on.
const guarded = new Elysia().use(tokenRequired(api))
// @ts-expect-error no guard
new Elysia().use(guarded).get('/h', ({ user }) => user.username)
new Elysia().use(guarded.as('scoped')).get('/i', ({ user }) => user.username)

new Elysia().get('/j', async (context) => {
  expectTypeOf(await authenticate(api, context)).toEqualTypeOf<Authentication>()
  expectTypeOf(await authenticate(api, context, { optional: true })).toEqualTypeOf<
    Authentication | undefined
  >()
})

// @ts-expect-error no such option
tokenRequired(api, { optinal: true })
// @ts-expect-error a refusal is a response, or nothing
tokenRequired(api, { onRefused: () => 'no' })
// @ts-expect-error the routes have a prefix, not a path
tokenRoutes(api, { path: '/token' })
