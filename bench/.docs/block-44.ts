import express from 'express'
import { createTokenApi } from 'tokenapi'
import { tokenRequired } from 'tokenapi/express'
import { sqliteStore } from 'tokenapi/sqlite'

const api = createTokenApi({
  secretKey: process.env['SECRET_KEY'],
  store: sqliteStore('app.sqlite3'),
})
const app = express()

app.post(
  '/report/link.json',
  tokenRequired(api, (req, res) => {
    const path = '/report.pdf'
    const ticket = api.tickets.issue(req.authentication, { method: 'GET', path, seconds: 60 })
    res.json({ url: `${path}?ticket=${ticket}` })
  }),
)
app.get(
  '/report.pdf',
  tokenRequired(api, { tickets: true }, (req, res) => {
    res.attachment('report.pdf').send(`a report for ${req.user.username}`)
  }),
)

export {}
