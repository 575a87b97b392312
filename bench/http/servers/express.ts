import type { Server } from 'node:http'

import express from 'express'
import { expressjwt } from 'express-jwt'
import passport from 'passport'
import { ExtractJwt, Strategy } from 'passport-jwt'
import { tokenRequired } from 'tokenapi/express'

import { listen } from '../listen.ts'
import { HELLO, JWT_SECRET, api } from '../users.ts'

export function start(): Promise<Server> {
  const app = express()
  const view: express.RequestHandler = (_req, res) => void res.json(HELLO)
  app.get('/bare', view)
  app.get('/guarded', tokenRequired(api), view)
  app.get('/express-jwt', expressjwt({ secret: JWT_SECRET, algorithms: ['HS256'] }), view)
  passport.use(
    new Strategy(
      { jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(), secretOrKey: JWT_SECRET },
      (payload, done) => done(null, { id: payload.sub }),
    ),
  )
  app.get('/passport-jwt', passport.authenticate('jwt', { session: false }), view)
  return listen(app)
}
