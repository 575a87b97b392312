/** Mistakes in what changes users, and the case of the contract that finds each. */
import { describe, expect, it } from 'vitest'

import { type Mistake, failuresOf } from '../support/mistaken-store.ts'
import * as directory from '../support/mistaken-directory.ts'
import * as upgrades from '../support/mistaken-upgrades.ts'

describe('directory', () => {
  it.each<[string, Mistake, string]>([
    [
      'a taken name gets the new user',
      directory.overwrites,
      'a name that is taken: UserExistsError, and nothing added',
    ],
    [
      'a taken id is an error of the driver',
      directory.driverError,
      'an id that is taken: UserExistsError, and nothing added',
    ],
    [
      'a taken name is looked for before, and not again',
      directory.looksBeforeOnly,
      'five of one name at once: one is added',
    ],
    [
      'ids are counted from 1, whoever is there',
      directory.countsFromOne,
      'an id is made where none is given, also after given ones',
    ],
    [
      'everybody added is active',
      directory.addsActive,
      'an added user is given back as stored, and found',
    ],
    ['added users are inactive', directory.addsInactive, 'an added user is active by default'],
    ['any name is taken', directory.anyName, 'a name that no look-up could find is refused'],
    [
      'a change of one thing resets the other',
      directory.resets,
      'a change is seen at once, and changes nothing else',
    ],
    ['users are cached', directory.cached, 'a change is seen at once, and changes nothing else'],
    [
      'a change of nothing is no change',
      directory.countsChanges,
      'a change is seen at once, and changes nothing else',
    ],
    [
      'a change of nobody is one',
      directory.changesNobody,
      'nobody to change, nobody to remove: false',
    ],
    ['removing makes inactive', directory.deactivates, 'a removed user is gone, the others stay'],
    [
      'the list ends after a thousand',
      directory.listsThousand,
      'the list gives every user once, however many they are',
    ],
    [
      'the list is in the order of text',
      directory.listsAsText,
      'the list gives every user once, however many they are',
    ],
  ])('%s', async (_mistake, mistake, found) => {
    expect(await failuresOf(mistake)).toContain(`directory: ${found}`)
  })
  it('no such methods', async () => {
    const failed = await failuresOf(() => ({ add: undefined }))
    expect(failed.every((name) => name.startsWith('directory: '))).toBe(true)
    expect(failed.length).toBeGreaterThan(10)
  })
})

describe('upgrades', () => {
  it.each<[string, Mistake, string]>([
    [
      'the stored hash is not looked at',
      upgrades.looksNever,
      'nothing is done where the hash is another, to the letter',
    ],
    [
      'the stored hash is looked at before',
      upgrades.looksBeforeOnly,
      'five at once from one hash: one is done, and its tokens kept',
    ],
    [
      'hashes are compared without case',
      upgrades.ignoresCase,
      'nothing is done where the hash is another, to the letter',
    ],
    [
      'tokens are kept before it is known',
      upgrades.keepsBefore,
      'one that was not done binds nothing anew',
    ],
    [
      'tokens are kept later',
      upgrades.keepsLater,
      'a reader of the new hash finds the kept tokens',
    ],
    [
      'tokens are not kept',
      upgrades.keepsNone,
      'tokens are kept with what they are bound to, up to 800 at once',
    ],
    [
      'only so many are kept',
      upgrades.keepsFew,
      'tokens are kept with what they are bound to, up to 800 at once',
    ],
    [
      'what was kept before is not bound anew',
      upgrades.bindsNothing,
      'a second one binds what was kept before anew, and nobody else’s',
    ],
    [
      'everybody’s tokens are bound anew',
      upgrades.bindsAll,
      'a second one binds what was kept before anew, and nobody else’s',
    ],
    ['what is good today is forgotten', upgrades.forgets, 'what is good today is not forgotten'],
    [
      'an unknown token is null',
      upgrades.nullForUnknown,
      'nothing is done where the hash is another, to the letter',
    ],
    [
      'nobody’s hash is an error',
      upgrades.nobodyThrows,
      'the hash of no user: false, and nothing is kept',
    ],
    ['users are cached', upgrades.cachesUsers, 'the hash is swapped, and nobody else’s'],
    [
      'an inactive user is active then',
      upgrades.activates,
      'the hash is swapped, and nobody else’s',
    ],
    ['there is no place', upgrades.noPlace, 'there is a place for kept tokens'],
  ])('%s', async (_mistake, mistake, found) => {
    expect(await failuresOf(mistake)).toContain(`upgrades: ${found}`)
  })
})
