/** @fastify/jwt; with LOOK_UP=user the user is looked up on every request. */
import jwt from '@fastify/jwt'
import fastify from 'fastify'

import { SECRET } from '../setup/users.mjs'
import { HOST, PORT } from './address.mjs'
import { body } from './body.mjs'
import { logIn } from './log-in.mjs'
import { openUsers } from './users.mjs'

const users = await openUsers()
const app = fastify()
await app.register(jwt, { secret: SECRET })

const verify = async (request) => request.jwtVerify()
const verifyAndLookUp = async (request, reply) => {
  await request.jwtVerify()
  const user = await users.byId(Number(request.user.sub))
  if (!user?.is_active) return reply.code(401).send({ success: false })
}
const onRequest = process.env.LOOK_UP === 'user' ? verifyAndLookUp : verify
app.get('/index.json', { onRequest }, async () => body())
app.post('/login', async (request, reply) => {
  const user = await logIn(users, request.body)
  if (user === undefined) return reply.code(401).send({ success: false })
  return { token: app.jwt.sign({ sub: String(user.id) }, { expiresIn: '7d' }) }
})
await app.listen({ host: HOST, port: PORT })
