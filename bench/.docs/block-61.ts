import express from 'express'
import { createTokenApi } from 'tokenapi'
import { authenticate, tokenRequired } from 'tokenapi/express'
import { memoryStore } from 'tokenapi/memory'

const api = createTokenApi({ secretKey: process.env['SECRET_KEY'], store: memoryStore() })
const app = express()

// Every route of a router.
const own = express.Router()
own.use(tokenRequired(api))
own.get('/until', (req, res) => void res.json(req.authentication?.token.expiresAt))
app.use('/own', own)

// Route parameters keep their types. Name them for a wrapped handler.
app.get('/items/:id', tokenRequired(api), (req, res) => void res.send(req.params.id.toUpperCase()))
app.get(
  '/wrapped/:id',
  tokenRequired<{ id: string }>(api, (req, res) => res.send(req.params.id.toUpperCase())),
)
// A user or a stranger.
app.get(
  '/greeting',
  tokenRequired(api, { optional: true }, (req, res) =>
    res.send(`hello ${req.user?.username ?? 'stranger'}`),
  ),
)
// Without a guard.
app.get('/ask', async (req, res) => void res.send((await authenticate(api, req)).user.username))

export {}
