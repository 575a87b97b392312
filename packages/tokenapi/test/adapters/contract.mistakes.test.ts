/** Adapters that pass on a wrong user, and the case of the contract that finds each. */
import { afterAll, describe, expect, it } from 'vitest'

import {
  type ScenarioSetup,
  type ScenarioRoute,
  type Seen,
  adapterContract,
} from '../../src/contracts/index.ts'
import { expressApp } from '../support/apps/express-app.ts'
import { listen } from '../support/apps/listen.ts'

/** A setup whose handlers see a changed user. */
function mistaken(setup: ScenarioSetup, change: (seen: Seen) => Seen): ScenarioSetup {
  const routes = setup.routes.map((route): ScenarioRoute => ({
    ...route,
    answer: (seen) => route.answer(change(seen)),
  }))
  return { ...setup, routes }
}

const withUser =
  (change: (user: NonNullable<Seen['user']>) => object | undefined) => (seen: Seen) =>
    seen.user === undefined ? seen : ({ ...seen, user: change(seen.user) } as Seen)

describe('the user of a handler', () => {
  it.each<[string, (seen: Seen) => Seen, RegExp | undefined]>([
    ['handed on as it is', (seen) => seen, undefined],
    [
      'with the hash',
      withUser((user) => ({ ...user, password: 'pbkdf2_sha256$1$x$y' })),
      /the password hash is in the answer/,
    ],
    [
      'without attributes',
      withUser(({ id, username, isActive }) => ({ id, username, isActive })),
      /the user lacks an attribute/,
    ],
    ['dropped', withUser(() => undefined), /the user lacks an attribute/],
  ])('%s', async (_mistake, change, message) => {
    const contract = adapterContract({
      start: (setup) => listen(expressApp(mistaken(setup, change), {})),
    })
    afterAll(() => contract.close())
    const found = contract.cases.filter(({ name }) => name.startsWith('the user of a handler'))
    expect(found).toHaveLength(1)
    const run = found[0]?.run()
    if (message === undefined) await run
    else await expect(run).rejects.toThrow(message)
  })
})
