// Tickets for what cannot send a header: a download, an EventSource, a WebSocket. Run `npm start`, open the address that
// it prints, and log in as demo with the password demo.
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import express from 'express'
import { createTokenApi } from 'tokenapi'
import { tokenRequired, tokenRoutes } from 'tokenapi/express'
import { memoryStore } from 'tokenapi/memory'
import { makePassword } from 'tokenapi/password'

import { acceptSocket } from './accept-socket.ts'
import { sendEvents } from './send-events.ts'

const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'] ?? 'for trying it out; set SECRET_KEY to your own',
  store: memoryStore([{ username: 'demo', password: await makePassword('demo') }]),
  accessTokens: true,
})

/** What a ticket may open. A client names one of these, and never a path. */
const LINKS = new Map([
  ['report', { path: '/report.csv', seconds: 30, once: true }],
  // An EventSource connects again with the same URL, so this one may be used more than once.
  ['events', { path: '/events', seconds: 300, once: false }],
  ['socket', { path: '/socket', seconds: 30, once: true }],
])

const app = express()
app.use(express.static(join(import.meta.dirname, 'page')))
// The client as the package has it: without a bundler, by the import map of the page.
app.use(
  '/tokenapi/client',
  express.static(fileURLToPath(new URL('.', import.meta.resolve('tokenapi/client')))),
)
app.use('/token', tokenRoutes(api))

app.post('/links/:name.json', tokenRequired(api), (req, res) => {
  const link = LINKS.get(req.params.name)
  if (link === undefined || req.authentication === undefined) return res.sendStatus(404)
  const ticket = api.tickets.issue(req.authentication, { method: 'GET', ...link })
  return res.json({ success: true, url: `${link.path}?ticket=${ticket}` })
})
app.get(
  '/report.csv',
  tokenRequired(api, { tickets: true }, (req, res) => {
    res.attachment('report.csv').send(`name,visits\n${req.user.username},42\n`)
  }),
)
app.get('/events', tokenRequired(api, { tickets: true }, sendEvents))

const server = app.listen(Number(process.env['PORT'] ?? 8000), '127.0.0.1', () => {
  console.log(server.address())
})
server.on('upgrade', acceptSocket(api))
