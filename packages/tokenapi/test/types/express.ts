/** What Express's handlers know behind the guard, and what must not compile. */
import express, { type Request } from 'express'
import { expectTypeOf } from 'vitest'

import {
  type GuardedRequest,
  authenticate,
  tokenRequired,
  tokenRoutes,
} from '../../src/adapters/express.ts'
import type { Authentication, TokenApi, User } from '../../src/index.ts'

declare const api: TokenApi

const app = express()
app.use('/token', tokenRoutes(api))

// Before a view, before a router, with the parameters of the path. Express has one type for all requests.
app.get('/items/:id', tokenRequired(api), (req, res) => {
  expectTypeOf(req.user?.id).toEqualTypeOf<User['id'] | undefined>()
  expectTypeOf(req.authentication).toEqualTypeOf<Authentication | undefined>()
  expectTypeOf(req.params.id).toEqualTypeOf<string>()
  const user: User | undefined = req.user
  res.json({ hello: user?.username })
})
app.get('/optional', tokenRequired(api, { optional: true }), (req, res) => {
  res.json({ hello: req.user?.username })
})
// @ts-expect-error nobody guards this route
app.get('/unguarded', (req, res) => res.json({ hello: req.user.username }))
app.use('/private', tokenRequired(api), express.Router())
app.get(
  '/words',
  tokenRequired(api, { onRefused: ({ status }) => new Response(null, { status }) }),
  (req, res) => void res.send(req.user?.username),
)

// Around one.
app.get(
  '/wrapped/:id',
  tokenRequired<{ id: string }>(api, (req, res) => {
    expectTypeOf(req.user).toEqualTypeOf<User>()
    expectTypeOf(req).toExtend<Request<{ id: string }>>()
    expectTypeOf(req.params.id).toEqualTypeOf<string>()
    res.send(req.params.id)
  }),
)
app.get(
  '/optional',
  tokenRequired(api, { optional: true }, (req, res) => {
    expectTypeOf(req).toEqualTypeOf<GuardedRequest<{ readonly optional: true }>>()
    expectTypeOf(req.user).toEqualTypeOf<User | undefined>()
    expectTypeOf(req.authentication).toEqualTypeOf<Authentication | undefined>()
    res.json({ hello: req.user?.username })
  }),
)
const perhaps = { optional: Math.random() > 2 }
app.get(
  '/perhaps',
  tokenRequired(api, perhaps, (req, res) => {
    expectTypeOf(req.user).toEqualTypeOf<User | undefined>()
    res.end()
  }),
)
// Some of these options let nobody pass without a user, others do.
const base = { onRefused: () => undefined }
const either = Math.random() > 2 ? { ...base, optional: true as const } : base
app.get(
  '/either',
  tokenRequired(api, either, (req, res) => {
    expectTypeOf(req.user).toEqualTypeOf<User | undefined>()
    res.end()
  }),
)
app.get('/asked/:id', async (req, res) => {
  expectTypeOf(await authenticate(api, req)).toEqualTypeOf<Authentication>()
  expectTypeOf(await authenticate(api, req, { optional: true })).toEqualTypeOf<
    Authentication | undefined
  >()
  res.end()
})

app.get(
  '/mistaken',
  // @ts-expect-error there may be no user
  tokenRequired(api, { optional: true }, (req, res) => res.send(req.user.username)),
)
// @ts-expect-error no such option
app.use(tokenRequired(api, { optinal: true }))
// @ts-expect-error a refusal is a response, or nothing
app.use(tokenRequired(api, { onRefused: () => 'no' }))
