/**
 * For every n: the n-th call of a driver, or of a store, goes wrong. The answer is right or 503, the
 * next one is right, nothing is half written, and nobody gets behind the guard by it.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'

import {
  type StoredUser,
  type TokenApi,
  createTokenApi,
  isUnavailableError,
} from '../../../src/index.ts'
import { createPasswordHasher, makePassword } from '../../../src/password/index.ts'
import { HANGING, failurePlan } from '../../support/failing-calls.ts'
import { type FailingStores, SUBJECTS } from '../../support/failing-stores.ts'
import { mistypedToken } from '../../support/mistyped-token.ts'
import { describeEachPeer } from '../../support/peers/each-peer.ts'

const PASSWORD = 'right'
const OUTDATED = await makePassword(PASSWORD, { iterations: 1 })
/** Milliseconds: soon over for a call that hangs, and never for one on a busy machine. */
const SHORT = 60
const LONG = 60_000

describeEachPeer(SUBJECTS)('$name', ({ ours, failures, open }) => {
  const plan = failurePlan()
  let stores: FailingStores
  let user: StoredUser
  /** Of the outdated hash: a login keeps it. */
  let token: string
  /** How often the handler behind the guard ran. */
  let entered = 0
  const causes: unknown[] = []

  const apiOver = (store: FailingStores['sound']): TokenApi =>
    createTokenApi({
      secretKey: 'a secret of these tests, long enough',
      store,
      passwordHasher: createPasswordHasher({ iterations: 2 }),
      onEvent: (event) => {
        if ('error' in event) causes.push(event.error)
      },
    })
  const present = (api: TokenApi, presented: string): Promise<Response> => {
    const authorization = `Basic ${btoa(`${user.id}:${presented}`)}`
    const guarded = api.tokenRequired(() => {
      entered++
      return new Response('{}')
    })
    return guarded(new Request('http://localhost/', { headers: { authorization } }))
  }
  const login = (api: TokenApi, password: string): Promise<Response> => {
    const body = new URLSearchParams({ username: user.username, password })
    return api.handle(new Request('http://localhost/token/new.json', { method: 'POST', body }))
  }
  const wrong = (): string => mistypedToken(token)
  const nothing = async (): Promise<void> => {}

  const requests: [
    name: string,
    right: number,
    ask: (api: TokenApi) => Promise<Response>,
    before: () => Promise<unknown>,
  ][] = [
    ['a good token', 200, (api) => present(api, token), nothing],
    ['a wrong token', 403, (api) => present(api, wrong()), nothing],
    [
      'a kept token',
      200,
      (api) => present(api, token),
      () => apiOver(stores.sound).login(user.username, PASSWORD),
    ],
    ['a login that makes a new hash', 200, (api) => login(api, PASSWORD), nothing],
    ['a login with a wrong password', 401, (api) => login(api, 'wrong'), nothing],
  ]

  beforeAll(async () => {
    stores = await open(plan)
    user = await stores.users.add({ username: 'maria', password: OUTDATED })
    token = apiOver(stores.sound).makeToken(user)
  })
  afterAll(() => stores.end())

  it.each(requests)('%s: %i or 503', async (_name, right, ask, before) => {
    const prepare = async (): Promise<void> => {
      plan.fail(Infinity, () => undefined)
      await stores.users.update(user.id, { password: OUTDATED })
      await before()
    }
    await prepare()
    plan.fail(Infinity, () => undefined)
    expect((await ask(apiOver(stores.fresh(LONG)))).status).toBe(right)
    const count = plan.calls
    expect(count).toBeGreaterThan(0)

    for (const [name, failure] of failures) {
      for (let at = 1; at <= count; at++) {
        const which = `${name} at call ${at} of ${count}`
        await prepare()
        const api = apiOver(stores.fresh(failure === HANGING ? SHORT : LONG))
        const enteredBefore = entered
        plan.fail(at, failure)
        const answer = await ask(api)
        const text = await answer.text()
        expect([right, 503], which).toContain(answer.status)
        if (answer.status === 503) expect(answer.headers.get('retry-after'), which).toBe('5')
        expect(text).not.toContain('canary')
        if (answer.status !== 200) expect(entered, which).toBe(enteredBefore)

        // The next, on the same store; a busy machine may be too slow for the short time.
        plan.fail(Infinity, () => undefined)
        const next = async (): Promise<number> => (await ask(api)).status
        if (failure === HANGING) await expect.poll(next, { message: which }).toBe(right)
        else expect(await next(), which).toBe(right)
        // Whichever hash is stored now: the token of before is good, and so is the one that was given.
        const sound = apiOver(stores.sound)
        const tokens = [token, ...(/"token": "([^"]+)"/.exec(text)?.slice(1) ?? [])]
        for (const each of tokens) expect((await present(sound, each)).status, which).toBe(200)
      }
    }
    if (ours) expect(causes.filter((cause) => !isUnavailableError(cause))).toEqual([])
  })
})
