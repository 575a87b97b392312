/** `node passport.mjs jwt|bearer`: passport-jwt, with LOOK_UP=user or without, and passport-http-bearer. */
import express from 'express'
import jsonwebtoken from 'jsonwebtoken'
import passport from 'passport'

import { SECRET } from '../setup/users.mjs'
import { HOST, PORT } from './address.mjs'
import { body } from './body.mjs'
import { logIn } from './log-in.mjs'
import { refuse } from './refuse.mjs'
import { openUsers } from './users.mjs'

const kind = process.argv[2]
const users = await openUsers()
passport.use(kind === 'jwt' ? await jwtStrategy() : await bearerStrategy())

const app = express()
app.get('/index.json', passport.authenticate(kind, { session: false }), (_request, response) =>
  response.json(body()),
)
app.post('/login', express.json(), async (request, response) => {
  const user = await logIn(users, request.body)
  if (user === undefined) return response.status(401).json({ success: false })
  response.json({ token: jsonwebtoken.sign({ sub: String(user.id) }, SECRET, { expiresIn: '7d' }) })
})
app.use(refuse)
app.listen(PORT, HOST)

async function jwtStrategy() {
  const { default: module } = await import('passport-jwt')
  const options = {
    jwtFromRequest: module.ExtractJwt.fromAuthHeaderAsBearerToken(),
    secretOrKey: SECRET,
    algorithms: ['HS256'],
  }
  const find =
    process.env.LOOK_UP === 'user'
      ? ({ sub }) => users.byId(Number(sub))
      : ({ sub }) => ({ id: sub, is_active: true })
  return new module.Strategy(options, (claims, done) => settle(() => find(claims), done))
}

async function bearerStrategy() {
  const { default: module } = await import('passport-http-bearer')
  return new module.Strategy((token, done) => settle(() => users.byKey(token), done))
}

/** Without a turn of the event loop where the user is there already. */
function settle(find, done) {
  const accept = (user) => done(null, user?.is_active ? user : false)
  try {
    const found = find()
    if (found instanceof Promise) void found.then(accept, done)
    else accept(found)
  } catch (error) {
    done(error)
  }
}
