/** What a ticket is bound to stays with the authentication and shows nowhere. */
import { inspect } from 'node:util'

import { expect, it } from 'vitest'

import { ProvenAuthentication } from '../../src/core/proven-authentication.ts'
import { inMemoryApi } from '../../src/testing/index.ts'

const { parentOf } = ProvenAuthentication

async function authenticated() {
  const { api, user } = inMemoryApi({ users: [{ username: 'maria' }] })
  const token = api.makeToken(await user('maria'))
  return { token, authentication: await api.verify({ user: '1', token }) }
}

it('an authentication holds the token that proved it', async () => {
  const { token, authentication } = await authenticated()
  expect(parentOf(authentication)).toMatchObject({ kind: 'classic', id: 1, token })
  expect(Object.isFrozen(authentication)).toBe(true)
})

it('no log and no JSON of an authentication holds the token', async () => {
  const { token, authentication } = await authenticated()
  const shown = [
    JSON.stringify(authentication),
    inspect(authentication, { showHidden: true, getters: true, depth: 9 }),
    JSON.stringify(Object.entries(Object.getOwnPropertyDescriptors(authentication))),
    JSON.stringify(structuredClone(authentication.user)),
  ]
  for (const text of shown) expect(text).not.toContain(token)
})

it.each([
  ['a copy', (given: object) => ({ ...given })],
  ['an object with its prototype', (given: object) => Object.create(given) as object],
  ['nothing', () => undefined],
  ['null', () => null],
  ['text', () => 'authentication'],
])('%s has no token', async (_name, made) => {
  const { authentication } = await authenticated()
  expect(parentOf(made(authentication))).toBeUndefined()
})
