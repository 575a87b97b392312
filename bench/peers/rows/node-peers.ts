/** Peers on Node. Those that look nobody up are measured once, as they need no database. */
import { type Row, SQL_DATABASES } from '../row.ts'

const matrix = (file: string): readonly string[] => ['{node}', `{root}/matrix/peers/${file}`]

interface Jwt {
  readonly id: string
  readonly name: string
  readonly framework: Row['framework']
  readonly command: readonly string[]
}

const fastifyJwt: Jwt = {
  id: 'fastify-jwt',
  name: '@fastify/jwt',
  framework: 'Fastify',
  command: ['{node}', 'servers/fastify-jwt.mjs'],
}
const expressJwt: Jwt = {
  id: 'express-jwt',
  name: 'express-jwt',
  framework: 'Express',
  command: ['{node}', 'servers/express-jwt.mjs'],
}
const passportJwt: Jwt = {
  id: 'passport-jwt',
  name: 'passport-jwt',
  framework: 'Express',
  command: ['{node}', 'servers/passport.mjs', 'jwt'],
}
const honoJwt: Jwt = {
  id: 'hono-jwt',
  name: 'hono/jwt',
  framework: 'Hono',
  command: ['{node}', 'servers/hono-jwt.mjs'],
}

export const nodePeers: readonly Row[] = [
  ...[fastifyJwt, expressJwt, passportJwt, honoJwt].map(alone),
  ...SQL_DATABASES.flatMap((database): readonly Row[] => [
    { ...lookingUp(database), ...named(fastifyJwt, database) },
    { ...lookingUp(database), ...named(passportJwt, database) },
    {
      ...lookingUp(database),
      id: `passport-http-bearer-${database}`,
      name: 'passport-http-bearer on Express, user looked up',
      framework: 'Express',
      command: ['{node}', 'servers/passport.mjs', 'bearer'],
      requests: 'key',
      logins: 'by-name',
    },
    {
      ...lookingUp(database),
      id: `better-auth-bearer-${database}`,
      name: 'better-auth bearer on Hono',
      framework: 'Hono',
      command: [...matrix('better-auth/server.mjs'), 'bearer'],
      requests: 'better-auth-bearer',
      logins: 'by-email',
    },
    {
      ...lookingUp(database),
      id: `better-auth-api-key-${database}`,
      name: 'better-auth api-key on Hono',
      framework: 'Hono',
      command: [...matrix('better-auth/server.mjs'), 'api-key'],
      requests: 'better-auth-api-key',
    },
    {
      ...lookingUp(database),
      id: `adonis-${database}`,
      name: 'AdonisJS access tokens',
      framework: 'AdonisJS',
      command: matrix('adonis/server.mjs'),
      requests: 'adonis',
      logins: 'by-name',
    },
  ]),
]

function alone(jwt: Jwt): Row {
  return {
    ...jwt,
    name: `${jwt.name} on ${jwt.framework}, no look-up`,
    group: 'peer',
    database: 'none',
    revocation: 'at expiry',
    requests: 'jwt',
  }
}

function lookingUp(database: (typeof SQL_DATABASES)[number]) {
  return { group: 'peer', database, revocation: 'next request' } as const
}

function named(jwt: Jwt, database: string) {
  return {
    ...jwt,
    id: `${jwt.id}-user-${database}`,
    name: `${jwt.name} on ${jwt.framework}, user looked up`,
    env: { LOOK_UP: 'user' },
    requests: 'jwt',
    logins: 'by-name',
  } as const
}
