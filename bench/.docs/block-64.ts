import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

import express from 'express'
import { tokenRequired } from 'tokenapi/express'
import { inMemoryApi } from 'tokenapi/testing'

const { api, loginAs } = inMemoryApi({ users: ['maria'] })
const app = express().get(
  '/',
  tokenRequired(api, (req, res) => res.send(req.user.username)),
)
const server = app.listen(0, '127.0.0.1')
await once(server, 'listening')

const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
assert.equal(await (await fetch(url, { headers: loginAs('maria') })).text(), 'maria')
assert.equal((await fetch(url)).status, 401)
server.close()

export {}
