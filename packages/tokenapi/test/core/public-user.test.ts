/** What a handler gets of a user can be sent as JSON and gives no secret away. */
import { inspect } from 'node:util'

import { describe, expect, it } from 'vitest'

import {
  ConfigError,
  type StoredUser,
  type TokenApiEvent,
  createTokenApi,
} from '../../src/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { makePassword } from '../../src/password/index.ts'
import { delivered } from '../support/delivered.ts'

const HASH = await makePassword('right', { iterations: 1000 })
const maria: StoredUser = { id: 7, username: 'maria', password: HASH, isActive: true }
const wide: StoredUser = { ...maria, id: 9_007_199_254_740_993n, username: 'wide' }

function apiOver(...users: readonly StoredUser[]) {
  const events: TokenApiEvent[] = []
  const api = createTokenApi({
    secretKey: 'a secret of the tests, as long as it should be',
    store: memoryStore(users),
    onEvent: (event) => events.push(event),
  })
  const request = (user: StoredUser): Request =>
    new Request('http://x/', {
      headers: { authorization: `Bearer ${user.id}:${api.makeToken(user)}` },
    })
  return { api, events, request }
}

/** All that can be seen of a value: as JSON, and by what prints properties that JSON leaves out. */
function seen(value: unknown): string {
  return JSON.stringify(value) + inspect(value, { depth: 20, showHidden: true, getters: true })
}

describe('the user of a handler', () => {
  it('is id, username and isActive, frozen, without the hash', async () => {
    const { api, request } = apiOver(maria)
    const { user } = await api.authenticate(request(maria))
    expect(user).toEqual({ id: 7, username: 'maria', isActive: true })
    expect(Object.isFrozen(user)).toBe(true)
  })

  it('the hash is nowhere in an authentication, a login, an event or what a handler is given', async () => {
    const { api, events, request } = apiOver(maria)
    const given: unknown[] = []
    const view = api.tokenRequired((_request, authentication) => {
      given.push(authentication)
      return Response.json(authentication.user)
    })
    const answer = await view(request(maria))
    given.push(await answer.text(), await api.login('maria', 'right'), events)
    given.push(await api.verify({ user: '7', token: api.makeToken(maria) }))
    await delivered()
    expect(events).toHaveLength(4)
    expect(seen(given)).not.toContain(HASH)
    expect(seen(given)).not.toMatch(/pbkdf2|password(?!\.upgraded)/)
  })

  it('has a key beyond 2^53 as its digits, as JSON holds no bigint', async () => {
    const { api, events, request } = apiOver(wide)
    const authentication = await api.authenticate(request(wide))
    expect(JSON.stringify(authentication.user)).toBe(
      '{"id":"9007199254740993","username":"wide","isActive":true}',
    )
    expect((await api.login('wide', 'right')).user.id).toBe('9007199254740993')
    await delivered()
    expect(JSON.stringify(events)).toContain('"userId":"9007199254740993"')
  })

  it('the token routes tell such a key as they did, a number with all its digits', async () => {
    const { api } = apiOver(wide)
    const body = new URLSearchParams({ username: 'wide', password: 'right' })
    const answer = await api.handle(
      new Request('http://x/token/new.json', { method: 'POST', body }),
    )
    expect(await answer.text()).toContain('"user": 9007199254740993,')
  })

  it('changing it changes nobody: the next request sees the stored user', async () => {
    const { api, request } = apiOver(maria)
    const { user } = await api.authenticate(request(maria))
    expect(() => Object.assign(user, { username: 'root' })).toThrow(TypeError)
    expect((await api.authenticate(request(maria))).user.username).toBe('maria')
  })
})

describe('a token of a user without a hash', () => {
  const { api } = apiOver(maria)
  const withoutHash = { id: 7, username: 'maria', isActive: true } as StoredUser

  it('is not made, since it would never be good', () => {
    expect(() => api.makeToken(withoutHash)).toThrow(ConfigError)
    expect(() => api.makeToken(withoutHash)).toThrow(/as `store.findById` returns it/)
  })

  it('is not compared', () => {
    expect(() => api.checkToken(withoutHash, api.makeToken(maria))).toThrow(ConfigError)
  })
})
