import type { Awaitable } from '../core/runtime/awaitable.js'
import { isConfigError, UnavailableError } from '../core/errors.js'
import type { ContractCase, TestedStore } from './contract-case.js'
import { expectError, rejectionOf } from './expectations.js'
import type { Person } from './people.js'
import { NOW, ROOM, tokenFor } from './token-samples.js'

type Question = (store: TestedStore) => Awaitable<unknown>

/** While the database does not answer: an outage never looks like an unknown user. */
export function outageCases(
  open: () => Promise<TestedStore>,
  { id, username, password }: Person,
  {
    upgrades,
    tokens,
  }: { readonly upgrades?: boolean | undefined; readonly tokens?: boolean | undefined },
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
    ...(upgrades === true ? ofUpgrades : []),
    ...(tokens === true ? TOKEN_CALLS.map(([name, ask]) => outage(name, ask, unavailable)) : []),
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

const DIGEST = '0'.repeat(64)
const TOKEN = tokenFor(1)
const USE = { id: TOKEN.id, usedAt: NOW, address: undefined, userAgent: undefined }
const ROTATION = { now: NOW, replacedAt: NOW, most: 1, endedAfter: NOW, askedBy: undefined }

const TOKEN_CALLS: readonly (readonly [name: string, ask: Question])[] = [
  ['tokens.find', ({ tokens }) => tokens?.find(DIGEST)],
  ['tokens.get', ({ tokens }) => tokens?.get(TOKEN.id)],
  ['tokens.list', ({ tokens }) => tokens?.list()[Symbol.asyncIterator]().next()],
  ['tokens.add', ({ tokens }) => tokens?.add(TOKEN, ROOM)],
  ['tokens.rename', ({ tokens }) => tokens?.rename(TOKEN.id, '')],
  ['tokens.rotate', ({ tokens }) => tokens?.rotate(TOKEN.id, TOKEN, ROTATION)],
  ['tokens.revokeFamily', ({ tokens }) => tokens?.revokeFamily(1, TOKEN.family, NOW)],
  ['tokens.revokeAll', ({ tokens }) => tokens?.revokeAll(1, NOW)],
  ['tokens.rebind', ({ tokens }) => tokens?.rebind(TOKEN.id, DIGEST)],
  ['tokens.recordUse', ({ tokens }) => tokens?.recordUse([USE])],
  ['tokens.prune', ({ tokens }) => tokens?.prune(NOW, 1)],
  ['tokens.useOnce', ({ tokens }) => tokens?.useOnce(DIGEST, NOW)],
]
