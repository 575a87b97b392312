/** Hashes that are made anew, and the tokens that outlive it: the optional `PasswordUpgrades`. */
import type { PasswordUpgrade, PasswordUpgrades } from '../core/store.js'
import type { CaseOver, ContractCase, TestedStore } from './contract-case.js'
import { resultOf, byId, byName, expectSame, show } from './expectations.js'
import { type IdType, KEYS, type People, type Person } from './people.js'

type Upgrading = TestedStore & { readonly upgrades: PasswordUpgrades }
type Keep = NonNullable<PasswordUpgrade['keep']>

/** The number of some day. */
const TODAY = 9_459
/** As many tokens as a login ever keeps at once. */
const MOST = 800

export function upgradeCases(
  over: CaseOver,
  idType: IdType,
  people: People,
): readonly ContractCase[] {
  const { free, beyond } = KEYS[idType]
  const [, second, ...others] = people
  const mixed: Person = { ...people[0], password: 'md5$aBc$0dEf' }
  const users = [mixed, second, ...others]
  const upgrades = (name: string, work: (store: Upgrading) => Promise<void>): ContractCase =>
    over(`upgrades: ${name}`, users, (store) => work(asUpgrading(store)))

  return [
    upgrades('there is a place for kept tokens', async (store) => {
      const question = 'canKeepTokens()'
      expectSame(await resultOf(question, () => store.upgrades.canKeepTokens()), true, question)
    }),
    upgrades('the hash is swapped, and nobody else’s', async (store) => {
      // Looked up before as well: a store with a cache would return the old hash.
      await byId(store, mixed.id, mixed)
      await byName(store, mixed.username, mixed)
      await swap(store, mixed, 'new$hash', true)
      await byId(store, mixed.id, { ...mixed, password: 'new$hash' })
      await byName(store, mixed.username, { ...mixed, password: 'new$hash' })
      // An inactive one, where there may be one.
      await swap(store, second, 'new$hash', true)
      await byId(store, second.id, { ...second, password: 'new$hash' })
      for (const other of others) await byId(store, other.id, other)
    }),
    upgrades('nothing is done where the hash is another, to the letter', async (store) => {
      const { password } = mixed
      for (const from of [
        ...['', 'x', password.toLowerCase(), password.toUpperCase()],
        ...[`${password} `, ` ${password}`, password.replace('a', 'á'), `${password}\n`, '%'],
      ]) {
        const keep = keeping()
        await swap(store, { ...mixed, password: from }, 'new$hash', false, keep)
        await kept(store, keep, undefined)
        await byId(store, mixed.id, mixed)
      }
    }),
    upgrades('the hash of no user: false, and nothing is kept', async (store) => {
      for (const id of [...free, ...beyond]) {
        const keep = keeping()
        await swap(store, { ...mixed, id }, 'new$hash', false, keep)
        await kept(store, keep, undefined)
      }
    }),
    upgrades('tokens are kept with what they are bound to, up to 800 at once', async (store) => {
      const keep = keeping(MOST)
      await swap(store, mixed, 'new$hash', true, keep)
      await kept(store, keep, keep.boundTo)
      await kept(store, keeping(), undefined)
    }),
    upgrades('a second one binds what was kept before anew, and nobody else’s', async (store) => {
      const [first, foreign] = [keeping(), keeping()]
      await swap(store, mixed, 'second', true, first)
      await swap(store, second, 'other', true, foreign)
      // Some of the first tokens are alive under the second hash as well.
      const later = { ...keeping(), boundFrom: first.boundTo }
      const both = { ...later, tokens: [...later.tokens, ...first.tokens.slice(0, 1)] }
      await swap(store, { ...mixed, password: 'second' }, 'third', true, both)
      await kept(store, first, later.boundTo)
      await kept(store, later, later.boundTo)
      await kept(store, foreign, foreign.boundTo)
    }),
    upgrades('one that was not done binds nothing anew', async (store) => {
      const first = keeping()
      await swap(store, mixed, 'second', true, first)
      const late = { ...keeping(), boundFrom: first.boundTo }
      await swap(store, mixed, 'third', false, late)
      await kept(store, first, first.boundTo)
    }),
    upgrades('without `keep` the hash is swapped, and nothing is bound anew', async (store) => {
      const first = keeping()
      await swap(store, mixed, 'second', true, first)
      await swap(store, { ...mixed, password: 'second' }, 'third', true)
      await byId(store, mixed.id, { ...mixed, password: 'third' })
      await kept(store, first, first.boundTo)
    }),
    upgrades('without tokens to keep, none are kept', async (store) => {
      await swap(store, mixed, 'new', true, { ...keeping(), tokens: [] })
    }),
    upgrades('what is good today is not forgotten', async (store) => {
      const keep = keeping(3, TODAY)
      await swap(store, mixed, 'second', true, keep)
      await swap(store, second, 'other', true, keeping())
      await kept(store, keep, keep.boundTo)
    }),
    upgrades('five at once from one hash: one is done, and its tokens kept', async (store) => {
      const contenders = [1, 2, 3, 4, 5].map((n) => ({ to: `hash ${n}`, keep: keeping() }))
      const outcomes = await resultOf('five upgrades at once', () =>
        Promise.all(
          contenders.map(({ to, keep }) =>
            store.upgrades.replaceHash({ id: mixed.id, from: mixed.password, to, keep }),
          ),
        ),
      )
      expectSame(
        outcomes.toSorted((a, b) => Number(b) - Number(a)),
        [true, false, false, false, false],
        'five upgrades at once from one hash, in any order,',
      )
      for (const [i, { to, keep }] of contenders.entries()) {
        if (outcomes[i] === true) await byId(store, mixed.id, { ...mixed, password: to })
        await kept(store, keep, outcomes[i] === true ? keep.boundTo : undefined)
      }
    }),
    upgrades('different users at once: all are done', async (store) => {
      const keeps = users.map(() => keeping(50))
      await Promise.all(users.map((user, i) => swap(store, user, `hash ${i}`, true, keeps[i])))
      for (const keep of keeps) await kept(store, keep, keep.boundTo)
    }),
    upgrades('a reader of the new hash finds the kept tokens', async (store) => {
      const keep = keeping(MOST)
      const progress = { done: false }
      const upgrade = swap(store, mixed, 'new$hash', true, keep).finally(() => {
        progress.done = true
      })
      const watch = async (): Promise<void> => {
        while (!progress.done) {
          const user = await resultOf('findById()', () => store.findById(mixed.id))
          if (user?.password === 'new$hash') return kept(store, keep, keep.boundTo)
          // Lets others run, whatever the store is made of.
          await new Promise((resolve) => setTimeout(resolve))
        }
      }
      await Promise.all([upgrade, watch()])
    }),
  ]
}

/** New tokens and what they are bound to: digests that no store has seen, whatever is left in it. */
function keeping(count = 3, lastDay = TODAY + 7): Keep {
  const tokens = Array.from({ length: count }, () => ({ digest: digest(), lastDay }))
  return { boundFrom: digest(), boundTo: digest(), tokens, today: TODAY }
}

/** 64 hex digits. */
function digest(): string {
  return `${crypto.randomUUID()}${crypto.randomUUID()}`.replaceAll('-', '')
}

async function swap(
  store: Upgrading,
  { id, password }: Person,
  to: string,
  expected: boolean,
  keep?: Keep,
): Promise<void> {
  const upgrade = { id, from: password, to, ...(keep === undefined ? {} : { keep }) }
  const question = `replaceHash(${show({ id, from: password, to })})`
  expectSame(
    await resultOf(question, () => store.upgrades.replaceHash(upgrade)),
    expected,
    question,
  )
}

async function kept(
  store: Upgrading,
  { tokens }: Keep,
  expected: string | undefined,
): Promise<void> {
  // The ends of a long list stand for all of it.
  for (const token of new Set([...tokens.slice(0, 5), ...tokens.slice(-5)])) {
    const question = `findKeptToken(${show(token.digest)})`
    const found = await resultOf(question, () => store.upgrades.findKeptToken(token.digest))
    expectSame(found, expected, question)
  }
}

function asUpgrading(store: TestedStore): Upgrading {
  for (const name of ['canKeepTokens', 'replaceHash', 'findKeptToken'] as const) {
    expectSame(typeof store.upgrades?.[name], 'function', `typeof store.upgrades.${name}`)
  }
  return store as Upgrading
}
