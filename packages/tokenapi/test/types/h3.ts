/** What h3's handlers know behind the guard, and what must not compile. */
import { H3, defineHandler } from 'h3'
import { expectTypeOf } from 'vitest'

import {
  type GuardedEvent,
  authenticate,
  tokenRequired,
  tokenRoutes,
} from '../../src/adapters/h3.ts'
import type { Authentication, TokenApi, User } from '../../src/index.ts'

declare const api: TokenApi
const app = new H3()

// Around one view.
app.get(
  '/a/:id',
  tokenRequired(api, (event) => {
    expectTypeOf(event.context.user).toEqualTypeOf<User>()
    expectTypeOf(event.context.authentication).toEqualTypeOf<Authentication>()
    return { hello: event.context.user.username, at: event.url.pathname }
  }),
)
app.get(
  '/b',
  tokenRequired(api, { optional: true }, async (event) => {
    expectTypeOf(event.context.user).toEqualTypeOf<User | undefined>()
    // @ts-expect-error there may be no user
    return event.context.user.username
  }),
)
app.get(
  '/c',
  tokenRequired(api, { onRefused: () => undefined }, (event) => event.context.user.username),
)
export default defineHandler(tokenRequired(api, (event) => event.context.user.username))

const named = (event: GuardedEvent): string => event.context.user.username
app.get('/i', tokenRequired(api, named))
app.get('/j', tokenRequired(api, { onRefused: () => undefined }, named))
// @ts-expect-error it wants a user
app.get('/k', tokenRequired(api, { optional: true }, named))

// Before views: which, only the router knows.
app.use('/d/**', tokenRequired(api))
app.get('/d/e', (event) => {
  expectTypeOf(event.context.user).toEqualTypeOf<User | undefined>()
  // @ts-expect-error there may be no user
  return event.context.user.username
})
app.get('/f', (event) => event.context.user?.username, { middleware: [tokenRequired(api)] })
export const withMiddleware = defineHandler({
  middleware: [tokenRequired(api, { optional: true })],
  handler: (event) => event.context.authentication?.token.issuedAt,
})

app.all('/token/**', tokenRoutes(api))
app.get('/g', async (event) => {
  expectTypeOf(await authenticate(api, event)).toEqualTypeOf<Authentication>()
  expectTypeOf(await authenticate(api, event, { optional: true })).toEqualTypeOf<
    Authentication | undefined
  >()
})

// @ts-expect-error no such option
app.use(tokenRequired(api, { optinal: true }))
// @ts-expect-error a refusal is a response, or nothing
app.use(tokenRequired(api, { onRefused: () => 'no' }))
// @ts-expect-error no such property
tokenRequired(api, (event) => event.context.user.name)
