import express from 'express'
import { createTokenApi } from 'tokenapi'
import { tokenRequired } from 'tokenapi/express'
import { memoryStore } from 'tokenapi/memory'

const store = memoryStore()
const api = createTokenApi({ secretKey: process.env['SECRET_KEY'], store })

const app = express()
app.post(
  '/renew.json',
  tokenRequired(api, async (req, res) => {
    const user = await store.findById(Number(req.user.id))
    if (user === undefined) return void res.sendStatus(403)
    res.json({ success: true, token: api.makeToken(user) })
  }),
)

export {}
