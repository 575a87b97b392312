import express from 'express'
import { createTokenApi } from 'tokenapi'
import { tokenRequired } from 'tokenapi/express'
import { memoryStore } from 'tokenapi/memory'

const api = createTokenApi({ secretKey: process.env['SECRET_KEY'], store: memoryStore() })
const app = express()
// Here: the session middleware that sets req.user.

app.get(
  '/either.json',
  tokenRequired(api, { optional: true }, (req, res) => {
    if (req.user === undefined) return void res.status(401).json({ errors: 'Please log in.' })
    res.json({ by: req.authentication === undefined ? 'session' : 'token' })
  }),
)

export {}
