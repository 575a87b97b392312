/** What every store does, whatever it keeps users in: for ours, and for one of your own. */
import { callback, checkedElsewhere, flag, oneOf, required } from '../core/options/option-checks.js'
import { type OptionChecks, readOptions } from '../core/options/read-options.js'
import type { NewUser } from '../core/store.js'
import { type SampleAttributes, attributeCases } from './attribute-cases.js'
import { type ContractCase, type TestedStore, contractCases } from './contract-case.js'
import { directoryCases } from './directory-cases.js'
import { expectSame } from './expectations.js'
import { lookUpCases } from './look-up-cases.js'
import { nameCases } from './name-cases.js'
import { outageCases } from './outage-cases.js'
import { type IdType, fivePeople } from './people.js'
import { tokenCases } from './token-cases.js'
import { upgradeCases } from './upgrade-cases.js'

/** What `storeContract` takes. */
export interface StoreContractOptions {
  /** A store with exactly these users and no access tokens. Every case opens its own, one case at a time. */
  readonly open: (users: readonly NewUser[]) => Promise<TestedStore>
  /** Ends what `open` made beside the store, which has been closed by then. */
  readonly close?: ((store: TestedStore) => Promise<void>) | undefined
  /** What the keys are; default "integer". */
  readonly idType?: IdType | undefined
  /** `true`: there is no place for inactive users, so all are active. */
  readonly alwaysActive?: boolean | undefined
  /**
   * The attributes that handlers see, each with what the five users have of it, in their order. `open` gets
   * them beside the name: `{ plan: ['free', 'paid', null, 'free', 'paid'] }` gives users with a `plan`.
   */
  readonly attributes?: SampleAttributes | undefined
  /** `true`: the store has a `UserDirectory` at `store.users`. */
  readonly directory?: boolean | undefined
  /** `true`: the store has `upgrades`. Required if it has that member. */
  readonly upgrades?: boolean | undefined
  /** `true`: the store has `tokens`. Required if it has that member. */
  readonly tokens?: boolean | undefined
  /** A store whose database does not answer: adds the cases of an outage. */
  readonly unreachable?: (() => Promise<TestedStore>) | undefined
}

const CHECKS: OptionChecks<StoreContractOptions> = {
  open: required(callback(), 'pass a function that opens a store with the users it is given'),
  close: callback(),
  idType: oneOf('integer', 'bigint', 'uuid', 'string'),
  alwaysActive: flag,
  attributes: checkedElsewhere(),
  directory: flag,
  upgrades: flag,
  tokens: flag,
  unreachable: callback(),
}

/**
 * The cases of the contract, for any test runner.
 *
 * @example
 * for (const { name, run } of storeContract({ open })) test(name, run)
 */
export function storeContract(options: StoreContractOptions): readonly ContractCase[] {
  const {
    idType = 'integer',
    alwaysActive = false,
    ...checked
  } = readOptions('storeContract', options, CHECKS)
  const { attributes = {}, directory, upgrades, tokens, unreachable } = checked
  const over = contractCases(checked)
  const people = fivePeople(idType, alwaysActive)
  return [
    ...lookUpCases(over, idType, people),
    ...nameCases(over, idType),
    ...attributeCases(over, people, attributes),
    ...(unreachable === undefined ? [] : outageCases(unreachable, people[0], { upgrades, tokens })),
    ...(directory === true ? directoryCases(over, idType, people, alwaysActive) : []),
    ...(upgrades === true
      ? upgradeCases(over, idType, people)
      : [
          over('no upgrades: hashes stay as they are', people, async (store) => {
            // A login would use them, so the contract must test them.
            expectSame(
              store.upgrades,
              undefined,
              '`upgrades` of a store tested without `upgrades: true`',
            )
          }),
        ]),
    ...(tokens === true
      ? tokenCases(over, idType, people, upgrades === true)
      : [
          over('no access tokens', people, async (store) => {
            expectSame(store.tokens, undefined, '`tokens` of a store tested without `tokens: true`')
          }),
        ]),
  ]
}
