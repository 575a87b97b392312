/** What a token that opens nothing costs the store: the same for ids that exist and ids that do not. */
import { describe, expect, it } from 'vitest'

import { createTokenApi } from '../../src/index.ts'
import { makePassword } from '../../src/password/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'

const KEYS = ['a secret of these tests, long enough', 'l'.repeat(40)]
const password = await makePassword('right', { iterations: 10 })

function counted() {
  const store = memoryStore([
    { id: 1, username: 'maria', password },
    { id: 2, username: 'ines', password, isActive: false },
  ])
  const calls: string[] = []
  const api = createTokenApi({
    secretKey: KEYS,
    store: {
      ...store,
      findById: (id) => (calls.push('findById'), store.findById(id)),
      upgrades: {
        ...store.upgrades,
        findKeptToken: (digest) => (
          calls.push('findKeptToken'),
          store.upgrades.findKeptToken(digest)
        ),
      },
    },
  })
  return { api, store, calls }
}

describe('every refused token of the right shape costs one user and, for each key, one kept token', () => {
  it.each([
    ['an id that exists', '1', 'unchanged'],
    ['an id that does not', '3', 'unchanged'],
    ['an inactive user', '2', 'unchanged'],
    ['an inactive user with the right token', '2', 'right'],
  ])('%s', async (_name, user, which) => {
    const { api, store, calls } = counted()
    const found = await store.findById(Number(user))
    const foreign = api.makeToken({ id: 99, username: '', password, isActive: true })
    const token = which === 'right' && found !== undefined ? api.makeToken(found) : foreign
    const response = await api.tokenRequired(() => new Response('in'))(
      new Request('http://x/', { headers: { authorization: `Bearer ${user}:${token}` } }),
    )
    expect(response.status).toBe(403)
    expect(calls).toEqual(['findById', 'findKeptToken', 'findKeptToken'])
  })
})

it('a right token costs one look-up', async () => {
  const { api, store, calls } = counted()
  const maria = await store.findById(1)
  if (maria === undefined) throw new Error('there is no maria')
  await api.verify({ user: '1', token: api.makeToken(maria) })
  expect(calls).toEqual(['findById'])
})

it('of a well-formed token and no user, nothing is let in: an empty hash is no hash', async () => {
  const { api, calls } = counted()
  const token = api.makeToken({ id: 3, username: '', password: '', isActive: true })
  await expect(api.verify({ user: '3', token })).rejects.toMatchObject({ code: 'invalid_token' })
  expect(calls).toEqual(['findById', 'findKeptToken', 'findKeptToken'])
})
