/** Beside passport and express-session, with the declarations of both. */
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:http'

import express from 'express'
import session from 'express-session'
import passport from 'passport'
import { type User, createTokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/express'
import { memoryStore } from 'tokenapi/memory'
import { makePassword } from 'tokenapi/password'
import { afterAll, beforeAll, expect, expectTypeOf, it } from 'vitest'

declare global {
  namespace Express {
    /** The application's own, as passport's documentation has it. */
    interface User {
      readonly id: string
      readonly nickname: string
    }
  }
}

const store = memoryStore(
  [{ username: 'maria', email: 'maria@example.com', password: await makePassword('right') }],
  { attributes: ['email'] },
)
const api = createTokenApi({ secretKey: 'a secret of the tests, as long as it should be', store })

const app = express()
app.use(session({ secret: 'of the session', resave: false, saveUninitialized: false }))
app.use(passport.initialize(), passport.session())
passport.serializeUser((user, done) => done(null, user.nickname))
passport.deserializeUser<string>((nickname, done) => done(null, { id: 'a', nickname }))

app.post('/session', (req, res, next) => {
  req.login({ id: 'a', nickname: 'alice' }, (error?: unknown) => {
    if (error) return next(error)
    res.json('logged in')
  })
})
app.use('/token', tokenRoutes(api))
app.get('/either', tokenRequired(api, { optional: true }), (req, res) => {
  expectTypeOf(req.user).toEqualTypeOf<Express.User | undefined>()
  const { authentication } = req
  res.json({
    session: authentication === undefined && req.isAuthenticated(),
    user: req.user ?? null,
  })
})
app.get(
  '/both',
  tokenRequired(api, { userProperty: 'caller' }, (req, res) => {
    expectTypeOf(req.caller.email).toEqualTypeOf<string>()
    expectTypeOf(req.user).toEqualTypeOf<Express.User | undefined>()
    res.json({ caller: req.caller.email, nickname: req.user?.nickname ?? null })
  }),
)
app.get(
  '/token-only',
  tokenRequired(api, (req, res) => {
    expectTypeOf(req.user).toExtend<User>()
    expectTypeOf(req.user.email).toEqualTypeOf<string>()
    // @ts-expect-error the user of a token is not the application's
    const { nickname } = req.user
    res.json({ user: req.user, nickname })
  }),
)
app.get('/unguarded', (req, res) => {
  // @ts-expect-error nobody may be logged in
  res.json(req.user.nickname)
})

const server = createServer(app)
let url = ''
let cookie = ''
let authorization = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const loggedIn = await fetch(`${url}/session`, { method: 'POST' })
  cookie = loggedIn.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
  const body = new URLSearchParams({ username: 'maria', password: 'right' })
  const login = await fetch(`${url}/token/new.json`, { method: 'POST', body })
  const { user, token } = (await login.json()) as { user: number; token: string }
  authorization = `Bearer ${user}:${token}`
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

const maria = { id: 1, username: 'maria', isActive: true, email: 'maria@example.com' }

it.each([
  ['nobody', '/either', () => ({}), { session: false, user: null }],
  [
    'a session alone: its user',
    '/either',
    () => ({ cookie }),
    { session: true, user: { id: 'a', nickname: 'alice' } },
  ],
  [
    'a token alone: its user',
    '/either',
    () => ({ authorization }),
    { session: false, user: maria },
  ],
  [
    'both, and the token decides',
    '/either',
    () => ({ authorization, cookie }),
    { session: false, user: maria },
  ],
  [
    'both, each in its place',
    '/both',
    () => ({ authorization, cookie }),
    { caller: 'maria@example.com', nickname: 'alice' },
  ],
  ['a token where one is required', '/token-only', () => ({ authorization }), { user: maria }],
])('%s', async (_who, path, headers, answer) => {
  const response = await fetch(url + path, { headers: headers() })
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual(answer)
})

it('a session is no token', async () => {
  expect((await fetch(`${url}/token-only`, { headers: { cookie } })).status).toBe(401)
  expect((await fetch(`${url}/both`, { headers: { cookie } })).status).toBe(401)
})
