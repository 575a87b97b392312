import { describe, expect, it } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import {
  type UserStore,
  type TokenApiEvent,
  UnavailableError,
  createTokenApi,
} from '../../src/index.ts'
import { type RequestView, guard } from '../../src/adapter.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { sqliteStore } from '../../src/stores/sqlite/index.ts'
import { delivered } from '../support/delivered.ts'

const user = { id: 1, username: 'maria', password: 'a stored hash', isActive: true }

function over(store: UserStore): {
  ask: (view?: Partial<RequestView>) => unknown
  heard: unknown[]
} {
  const heard: TokenApiEvent[] = []
  const api = createTokenApi({
    secretKey: 'a secret of the tests, as long as it should be',
    store,
    onEvent: (event) => heard.push(event),
  })
  const authorization = `Bearer 1:${api.makeToken(user)}`
  return {
    heard,
    ask: (view = {}) =>
      guard(api, {
        method: 'GET',
        target: '/view',
        header: (name) => (name === 'authorization' ? authorization : undefined),
        body: () => Promise.resolve(new Uint8Array()),
        ...view,
      }),
  }
}

const request = { method: 'GET', path: '/view', address: undefined, id: undefined }
const letIn = { ok: true, authentication: { user: { id: 1, username: 'maria', isActive: true } } }

describe('the guard answers at once', () => {
  it('over users in memory', async () => {
    const { ask, heard } = over(memoryStore([user]))
    expect(ask()).toMatchObject(letIn)
    await delivered()
    expect(heard).toMatchObject([{ name: 'authentication.succeeded', userId: 1, request }])
  })

  it('over SQLite, but for a transaction that it waits for', async () => {
    const store = sqliteStore(':memory:', { create: true })
    await sqlAdmin(store).migrate()
    await sqlAdmin(store).users.add(user)
    const { ask } = over(store)
    expect(ask()).toMatchObject(letIn)
    const progress = { done: false }
    const adding = sqlAdmin(store)
      .records.add([{ username: 'zoe', password: 'another hash' }])
      .finally(() => (progress.done = true))
    // Asked in every turn until it is done: it is a transaction in some of them.
    const answers: unknown[] = []
    while (!progress.done) {
      answers.push(ask())
      await Promise.resolve()
    }
    await adding
    expect(answers.some((answer) => answer instanceof Promise)).toBe(true)
    for (const answer of answers) expect(await answer).toMatchObject(letIn)
    expect(ask()).toMatchObject(letIn)
    await store.close()
  })

  it('but for a form, which has to arrive', async () => {
    const later = over(memoryStore([user])).ask({ method: 'POST' })
    expect(later).toBeInstanceOf(Promise)
    expect(await later).toMatchObject(letIn)
  })
})

describe('a store that answers in another way', () => {
  const right = memoryStore([user])

  it('with what is merely like a promise', async () => {
    const found = {
      // oxlint-disable-next-line unicorn/no-thenable -- which is what query builders give
      then: (resolve: (value: unknown) => void) => resolve(user),
    } as unknown as Promise<typeof user>
    const later = over({ ...right, findById: () => found }).ask()
    expect(later).toBeInstanceOf(Promise)
    expect(await later).toMatchObject(letIn)
  })

  it.each([
    ['throws at once', new UnavailableError('gone')],
    ['breaks at once', new TypeError('a mistake in the store')],
  ])('%s: 503, and the event says why', async (_what, error) => {
    const { ask, heard } = over({
      ...right,
      findById: () => {
        throw error
      },
    })
    const outcome = (await ask()) as { readonly ok: boolean; readonly response: Response }
    expect([outcome.ok, outcome.response.status]).toEqual([false, 503])
    await delivered()
    expect(heard).toMatchObject([{ name: 'authentication.unavailable', error, request }])
  })
})
