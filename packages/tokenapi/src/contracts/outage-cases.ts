import type { Awaitable } from '../core/awaitable.js'
import { isConfigError, UnavailableError } from '../core/errors.js'
import type { ContractCase, TestedStore } from './contract-case.js'
import { expectError, rejectionOf } from './expectations.js'
import type { Person } from './people.js'

type Question = (store: TestedStore) => Awaitable<unknown>

/** While the database does not answer: an outage never looks like an unknown user. */
export function outageCases(
  open: () => Promise<TestedStore>,
  { id, username, password }: Person,
  upgrades: boolean,
): readonly ContractCase[] {
  const outage = (
    name: string,
    ask: Question,
    expect: (question: string, error: unknown) => void,
  ): ContractCase => ({
    name: `an outage: ${name}() is rejected, and says that the store is unavailable`,
    run: async () => {
      const store = await open()
      try {
        const question = `${name}() in an outage`
        expect(question, await rejectionOf(question, () => ask(store)))
      } finally {
        await store.close().catch(() => undefined)
      }
    },
  })
  const unavailable = (question: string, error: unknown): void =>
    expectError(question, error, UnavailableError)
  const ofUpgrades = [
    outage('canKeepTokens', (store) => store.upgrades?.canKeepTokens(), unavailable),
    outage(
      'replaceHash',
      (store) => store.upgrades?.replaceHash({ id, from: password, to: 'new$hash' }),
      unavailable,
    ),
    outage('findKeptToken', (store) => store.upgrades?.findKeptToken('0'.repeat(64)), unavailable),
  ]
  return [
    ...(upgrades ? ofUpgrades : []),
    outage('findById', (store) => store.findById(id), unavailable),
    outage('findByUsername', (store) => store.findByUsername(username), unavailable),
    outage(
      'ping',
      (store) => store.ping(),
      (question, error) => {
        // What the operator can mend may be said as such at start-up.
        if (!isConfigError(error)) unavailable(question, error)
      },
    ),
  ]
}
