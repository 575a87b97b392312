import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { tokenRequired } from 'tokenapi/node'
import { inMemoryApi } from 'tokenapi/testing'

const { api, loginAs } = inMemoryApi({ users: ['maria'] })
const server = createServer(
  tokenRequired(api, (_request, response, { user }) => response.end(user.username)),
).listen(0, '127.0.0.1')
await once(server, 'listening')

const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
assert.equal(await (await fetch(url, { headers: loginAs('maria') })).text(), 'maria')
assert.equal((await fetch(url)).status, 401)
server.close()

export {}
