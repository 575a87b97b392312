import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'

import { type Session, createClient } from 'tokenapi/client'
import { tokenRequired, tokenRoutes } from 'tokenapi/node'
import { inMemoryApi } from 'tokenapi/testing'

import { clientOf, start } from './client.ts'
import { devicesOf, signOutOthers } from './devices.ts'

const { api } = inMemoryApi({ users: ['maria'], accessTokens: true })
const routes = tokenRoutes(api)
const index = tokenRequired(api, (_request, response, { user }) => {
  response.end(JSON.stringify({ hello: user.username }))
})
const server = createServer((request, response) => {
  void (request.url === '/index.json' ? index : routes)(request, response)
}).listen(0, '127.0.0.1')
await once(server, 'listening')
after(() => server.close())
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

/** A storage, and how often the login screen was shown. */
function device() {
  let stored: Session | undefined
  const shown: string[] = []
  const storage = { load: () => stored, save: (session?: Session) => void (stored = session) }
  return { shown, client: clientOf(url, storage, () => shown.push('login')) }
}

test('logs in once, and keeps the session', async () => {
  const { client, shown } = device()
  await assert.rejects(start(client, 'wrong'), { outcome: 'refused', code: 'invalid_login' })
  assert.equal(await start(client, 'password'), 'maria')
  assert.equal(await start(client, 'not needed'), 'maria')
  await client.logout()
  assert.equal(await client.session(), undefined)
  assert.deepEqual(shown, [])
})

test('signs other devices out', async () => {
  const [phone, laptop] = [device(), device()]
  await start(phone.client, 'password')
  await laptop.client.login({ username: 'maria', password: 'password', name: 'Laptop' })
  const texts = (await devicesOf(laptop.client)).map(({ text }) => text)
  assert.deepEqual(texts, ['Phone of Maria', 'Laptop (this device)'])
  assert.equal(await signOutOthers(laptop.client), '1 devices signed out')
  await assert.rejects(start(phone.client, 'password'), { code: 'invalid_token' })
  assert.deepEqual(phone.shown, ['login'])
})

test('rotates', async () => {
  const { client } = device()
  await start(client, 'password')
  const before = await client.session()
  await Promise.all([client.rotate(), client.rotate(), client.fetch('/index.json')])
  assert.notEqual((await client.session())?.token, before?.token)
  assert.equal((await client.fetch('/index.json')).status, 200)
})

test('an outage keeps the session', async () => {
  const down = createClient({ url: 'http://127.0.0.1:9', token: 'tokenapi_x' })
  await assert.rejects(down.fetch('/index.json'), { outcome: 'cannot_tell', code: 'unreachable' })
  assert.notEqual(await down.session(), undefined)
})
