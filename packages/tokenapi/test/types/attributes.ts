/** Attributes that a store names are typed on the user of every handler, in every adapter. */
import type { Request as HapiRequest, ResponseToolkit } from '@hapi/hapi'
import { Elysia } from 'elysia'
import express from 'express'
import fastify from 'fastify'
import { H3 } from 'h3'
import { Hono } from 'hono'
import Koa from 'koa'
import { expectTypeOf } from 'vitest'

import * as elysia from '../../src/adapters/elysia.ts'
import * as onExpress from '../../src/adapters/express.ts'
import * as onFastify from '../../src/adapters/fastify.ts'
import * as h3 from '../../src/adapters/h3.ts'
import * as hapi from '../../src/adapters/hapi.ts'
import * as hono from '../../src/adapters/hono.ts'
import * as koa from '../../src/adapters/koa.ts'
import * as lambda from '../../src/adapters/lambda.ts'
import * as nest from '../../src/adapters/nest.ts'
import * as node from '../../src/adapters/node.ts'
import {
  type JsonValue,
  type UserStore,
  type TokenApi,
  type User,
  createTokenApi,
} from '../../src/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { mysqlStore } from '../../src/stores/mysql/index.ts'
import { type PostgresPool, postgresStore } from '../../src/stores/postgres/index.ts'
import { sqliteStore } from '../../src/stores/sqlite/index.ts'
import { inMemoryApi } from '../../src/testing/index.ts'

declare const pool: PostgresPool
const secretKey = 'of the types'

// From the list of a store to the user of a handler: Django's columns have their types.
const store = postgresStore(pool, { users: { attributes: ['email', 'is_staff', 'last_login'] } })
const api = createTokenApi({ secretKey, store })
type Caller = User<{ email: string; is_staff: boolean; last_login: string | null }>
export const view = api.tokenRequired((_request, { user }) => {
  expectTypeOf(user.email).toEqualTypeOf<string>()
  expectTypeOf(user.is_staff).toEqualTypeOf<boolean>()
  expectTypeOf(user.last_login).toEqualTypeOf<string | null>()
  expectTypeOf(user.id).toEqualTypeOf<number | string>()
  expectTypeOf(user).toExtend<User>()
  // @ts-expect-error a handler's user has no hash
  const { password } = user
  // @ts-expect-error not among the attributes
  return Response.json([password, user.first_name])
})
expectTypeOf((await api.login('', '')).user.email).toEqualTypeOf<string>()
expectTypeOf((await api.verify({ user: '', token: '' })).user.email).toEqualTypeOf<string>()
expectTypeOf((await store.findById(1))?.password).toEqualTypeOf<string | undefined>()
expectTypeOf((await store.findByUsername(''))?.email).toEqualTypeOf<string | undefined>()

// Columns of one's own: any JSON value, or what the type parameter says.
const plans = sqliteStore('', { users: { attributes: ['plan'] } })
expectTypeOf((await plans.findById(1))?.plan).toEqualTypeOf<JsonValue | undefined>()
const typed = mysqlStore<{ plan: 'free' | 'paid'; email: string | null }>('mysql://x/x', {
  users: { attributes: ['plan', 'email'] },
})
const typedApi = createTokenApi({ secretKey, store: typed })
expectTypeOf((await typedApi.login('', '')).user.plan).toEqualTypeOf<'free' | 'paid'>()
expectTypeOf((await typedApi.login('', '')).user.email).toEqualTypeOf<string | null>()
// @ts-expect-error not an attribute of that type
sqliteStore<{ plan: string }>('', { users: { attributes: ['plam'] } })

// A store without attributes, and one whose mapping is not known before the program runs.
expectTypeOf(createTokenApi({ secretKey, store: postgresStore(pool) })).toExtend<TokenApi>()
const mapping: { readonly attributes: readonly string[] } = { attributes: [] }
expectTypeOf(
  createTokenApi({ secretKey, store: sqliteStore('', { users: mapping }) }),
).toExtend<TokenApi>()
// An api with attributes is one without for whoever does not ask for them.
expectTypeOf(api).toExtend<TokenApi>()

// A store of one's own; what it gives in no form of JSON arrives in one.
declare const own: UserStore<{ plan: string; since: Date; seats: bigint; note: string | null }>
const ownApi = createTokenApi({ secretKey, store: own })
const { user: member } = await ownApi.login('', '')
expectTypeOf(member.since).toEqualTypeOf<string>()
expectTypeOf(member.seats).toEqualTypeOf<number | string>()
expectTypeOf(member.note).toEqualTypeOf<string | null>()

// In memory, and in tests.
const memory = memoryStore([{ username: 'maria', password: '', email: 'm@example.com' }], {
  attributes: ['email'],
})
expectTypeOf((await memory.findById(1))?.email).toEqualTypeOf<string | undefined>()
// @ts-expect-error not among the attributes
memoryStore([{ username: 'maria', password: '', plan: '' }], { attributes: ['email'] })
const test = inMemoryApi({
  attributes: ['email', 'is_staff'],
  users: ['zoe', { username: 'maria', email: 'm@example.com' }],
})
expectTypeOf((await test.api.login('', '')).user.is_staff).toEqualTypeOf<boolean>()
expectTypeOf((await test.user('maria')).email).toEqualTypeOf<string>()
const own2 = inMemoryApi<{ plan: string }>({
  attributes: ['plan'],
  users: [{ username: 'zoe', plan: 'x' }],
})
expectTypeOf((await own2.api.login('', '')).user.plan).toEqualTypeOf<string>()

// Every adapter, wrapped.
export const adapters = [
  () =>
    express().get(
      '/',
      onExpress.tokenRequired(api, (req, res) => {
        expectTypeOf(req.user.email).toEqualTypeOf<string>()
        expectTypeOf(req.authentication.user.is_staff).toEqualTypeOf<boolean>()
        res.json(req.user)
      }),
    ),
  () =>
    express().get(
      '/:id',
      onExpress.tokenRequired(api, { optional: true }, (req, res) => {
        expectTypeOf(req.user?.email).toEqualTypeOf<string | undefined>()
        res.json(req.user)
      }),
    ),
  () =>
    express().get(
      '/renamed',
      onExpress.tokenRequired(api, { userProperty: 'caller' }, (req, res) => {
        expectTypeOf(req.caller.email).toEqualTypeOf<string>()
        expectTypeOf(req.user?.username).toEqualTypeOf<string | undefined>()
        res.json(req.caller)
      }),
    ),
  () =>
    fastify().get(
      '/',
      onFastify.tokenRequired(api, (request) => {
        expectTypeOf(request.user.email).toEqualTypeOf<string>()
        return request.authentication.user
      }),
    ),
  () =>
    fastify().get(
      '/renamed',
      onFastify.tokenRequired(api, { userProperty: 'caller' }, (request) => request.caller.email),
    ),
  () =>
    new Koa().use(
      koa.tokenRequired(api, (ctx) => {
        expectTypeOf(ctx.state.user.email).toEqualTypeOf<string>()
      }),
    ),
  () =>
    new Koa().use(
      koa.tokenRequired(api, { userProperty: 'caller' }, (ctx) => {
        expectTypeOf(ctx.state.caller.email).toEqualTypeOf<string>()
      }),
    ),
  () =>
    new Hono().get(
      '/',
      hono.tokenRequired(api, (c) => c.json(c.get('user').email)),
    ),
  () => new Hono().get('/', hono.tokenRequired(api), (c) => c.json(c.get('user').email)),
  () =>
    new Hono().get('/', hono.tokenRequired(api, { userProperty: 'caller' }), (c) =>
      c.json(c.get('caller').email),
    ),
  () =>
    new H3().get(
      '/',
      h3.tokenRequired(api, (event) => {
        expectTypeOf(event.context.user.email).toEqualTypeOf<string>()
        return event.context.user.email
      }),
    ),
  () =>
    new Elysia().use(elysia.tokenRequired(api)).get('/', ({ user }) => {
      expectTypeOf(user.email).toEqualTypeOf<string>()
      return user.email
    }),
  () =>
    new Elysia()
      .use(elysia.tokenRequired(api, { userProperty: 'caller' }))
      .get('/', ({ caller }) => caller.email),
  () =>
    node.tokenRequired(api, (_request, response, { user }) => {
      expectTypeOf(user.email).toEqualTypeOf<string>()
      response.end(user.email)
    }),
  () => lambda.tokenRequired(api, (_event, { user }) => user.email),
  () =>
    hapi.tokenRequired(api, (request) => {
      expectTypeOf(request.auth.credentials.user.email).toEqualTypeOf<string>()
      return request.auth.credentials.user.email
    }),
  async (request: HapiRequest, _h: ResponseToolkit) =>
    (await hapi.authenticate(api, request)).user.email,
  (request: nest.GuardedRequest<Request, object, { email: string }>) => request.user.email,
]
export type { Caller }
