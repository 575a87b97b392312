/** What every store does, whatever it keeps users in: for ours, and for one of your own. */
import type { NewUser } from '../core/user.js'
import { type ContractCase, type TestedStore, caseOver } from './contract-case.js'
import { directoryCases } from './directory-cases.js'
import { expectSame } from './expectations.js'
import { lookUpCases } from './look-up-cases.js'
import { nameCases } from './name-cases.js'
import { outageCases } from './outage-cases.js'
import { type IdType, fivePeople } from './people.js'
import { upgradeCases } from './upgrade-cases.js'

/** What `storeContract` takes. */
export interface StoreContractOptions {
  /** A store that holds exactly these users. Every case opens its own, one case at a time. */
  readonly open: (users: readonly NewUser[]) => Promise<TestedStore>
  /** Ends what `open` made beside the store, which has been closed by then. */
  readonly close?: (store: TestedStore) => Promise<void>
  /** What the keys are; default "integer". */
  readonly idType?: IdType
  /** `true`: there is no place for inactive users, so all are active. */
  readonly alwaysActive?: true
  /** `true`: it is a `UserDirectory` as well. */
  readonly directory?: true
  /** `true`: it is a `PasswordUpgradeStore` as well. Needed where it has those methods. */
  readonly upgrades?: true
  /** A store whose database does not answer: adds the cases of an outage. */
  readonly unreachable?: () => Promise<TestedStore>
}

/**
 * The cases of the contract, for any test runner:
 * `for (const { name, run } of storeContract({ open })) test(name, run)`
 */
export function storeContract(options: StoreContractOptions): readonly ContractCase[] {
  const { idType = 'integer', alwaysActive = false, directory, upgrades, unreachable } = options
  const over = caseOver(options)
  const people = fivePeople(idType, alwaysActive)
  return [
    ...lookUpCases(over, idType, people),
    ...nameCases(over, idType),
    ...(unreachable === undefined ? [] : outageCases(unreachable, people[0], upgrades === true)),
    ...(directory === true ? directoryCases(over, idType, people, alwaysActive) : []),
    ...(upgrades === true
      ? upgradeCases(over, idType, people)
      : [
          over('no upgrades: hashes stay as they are', people, async (store) => {
            // A login would use them, so they are not to be left out here.
            const has = store.upgradePassword !== undefined || store.findKeptToken !== undefined
            expectSame(has, false, 'a store that is tested without `upgrades: true`, of upgrades,')
          }),
        ]),
  ]
}
