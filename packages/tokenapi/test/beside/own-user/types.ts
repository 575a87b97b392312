/** Where an application declares the user of requests itself: its declaration stays in force. */
import express from 'express'
import fastify from 'fastify'
import type { TokenApi } from 'tokenapi'
import * as onExpress from 'tokenapi/express'
import * as onFastify from 'tokenapi/fastify'
import { expectTypeOf } from 'vitest'

interface Member {
  readonly email: string
}

declare module 'tokenapi' {
  interface GlobalTypes {
    ownUser: true
  }
}
declare global {
  namespace Express {
    interface Request {
      user?: Member
    }
  }
}
declare module 'fastify' {
  interface FastifyRequest {
    user?: Member
  }
}

declare const api: TokenApi<{ plan: string }>

express().get('/', (req, res) => {
  expectTypeOf(req.user).toEqualTypeOf<Member | undefined>()
  req.user = { email: '' }
  res.end()
})
express().get(
  '/',
  onExpress.tokenRequired(api, (req, res) => {
    expectTypeOf(req.user.plan).toEqualTypeOf<string>()
    res.end()
  }),
)
fastify().get('/', (request) => {
  expectTypeOf(request.user).toEqualTypeOf<Member | undefined>()
  return ''
})
fastify().get(
  '/',
  onFastify.tokenRequired(api, (request) => {
    expectTypeOf(request.user.plan).toEqualTypeOf<string>()
    return ''
  }),
)
