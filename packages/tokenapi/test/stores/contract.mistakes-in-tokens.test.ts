/** Mistakes in a store of access tokens, and the case of the contract that finds each. */
import { describe, expect, it } from 'vitest'

import { storeContract } from '../../src/contracts/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { type Mistake, failuresOf } from '../support/mistaken-store.ts'
import * as tokens from '../support/mistaken-tokens.ts'

const VALUES = 'a token is found with its user, each value as it was added'
const UNKNOWN = 'an unknown digest or id: undefined'
const OF_ONE = 'the list has the tokens of one user in the order of creation'
const EVERY = 'the list has every token once, however many there are'
const RENAMED = 'one is renamed, and no other'
const REVOKED = 'revoked once: the second call is empty and changes no time'
const FAMILY = 'a revocation ends the whole family at once, and no other'
const REVIVED = 'a first use that is recorded after a revocation revives no token'
const ALL_REVOKED = 'all of one user are revoked except one, and no others'
const USED = 'a use is recorded; a later one wins, and an earlier one does not'
const FULL = 'a full user gets no token, and another user does'
const NOT_COUNTED = 'tokens that ended, and idle ones, do not count'
const OLDEST = 'the oldest ones are revoked in place of a refusal'
const STALE = 'where the stored hash is another one, nothing is added or revoked'
const ONCE = 'a digest is taken for once: one of ten calls at once is first'
const ROTATED = 'a rotation marks the token and adds its successor'
const SECOND = 'a second rotation keeps the time of the first, and so on to the most'
const LATELY = 'the tokens of a family that work or ended lately have a limit'
const PRUNED = 'a prune deletes what ended before, and nothing else'
const MOVED = 'a new hash of the same password moves the tokens of its user'

const MISTAKES: readonly (readonly [string, Mistake, string])[] = [
  ['times in seconds', tokens.timesInSeconds, VALUES],
  ['null for a missing value', tokens.nullForMissing, VALUES],
  ['no scopes are one empty scope', tokens.emptyScope, VALUES],
  ['names are cut to 50 characters', tokens.shortNames, VALUES],
  ['no user', tokens.withoutUser, VALUES],
  ['digests are compared without case', tokens.anyCase, UNKNOWN],
  ['null for an unknown id', tokens.nullForUnknown, UNKNOWN],
  [
    'a token without its user is not found',
    tokens.innerJoin,
    'a token whose user is gone: the user is undefined',
  ],
  [
    'one answer for all calls',
    tokens.sharedAnswer,
    'fifty look-ups at once: each gets its own token and user',
  ],
  ['the list ignores its filter', tokens.listsEverybody, OF_ONE],
  ['the list is in the order of ids', tokens.listsById, OF_ONE],
  ['the list omits revoked tokens', tokens.listsLiving, OF_ONE],
  ['the list ends after a page', tokens.listsOnePage, EVERY],
  ['the list repeats a token of two pages', tokens.repeatsTokens, EVERY],
  ['all tokens of the user are renamed', tokens.renamesAll, RENAMED],
  ['a change of nothing is false', tokens.countsChanges, RENAMED],
  ['an unknown token is bound', tokens.bindsUnknown, 'one is bound to another hash, and no other'],
  ['ids are compared without case', tokens.ignoresCaseOfIds, REVOKED],
  ['the second revocation is no other', tokens.revokesTwice, REVOKED],
  ['one of a family is revoked', tokens.revokesFirst, FAMILY],
  ['those that replace it are revoked, and no others', tokens.revokesNext, FAMILY],
  [
    'what it asked for is not revoked',
    tokens.forgetsAsked,
    'what another family asked for ends with both',
  ],
  ['one statement with 64 ids', tokens.revokesFew, 'many tokens of a family are revoked'],
  ['an unused token can be revived', tokens.leavesUnused, REVIVED],
  ['the same by a revocation of all', tokens.leavesUnusedOfAll, REVIVED],
  ['a token that ended is revoked', tokens.revokesEnded, 'a token that ended is not revoked'],
  ['the exception is revoked', tokens.revokesAll, ALL_REVOKED],
  ['the tokens of others are revoked', tokens.revokesOthers, ALL_REVOKED],
  ['an earlier use overwrites a later one', tokens.earlierWins, USED],
  ['an unknown token fails the batch', tokens.failsForUnknown, USED],
  ['no limit', tokens.noLimit, FULL],
  ['one more than the limit', tokens.oneMore, FULL],
  ['one limit for all users', tokens.limitOfAll, FULL],
  ['idle tokens count', tokens.idleCount, NOT_COUNTED],
  ['tokens of an old password count', tokens.anyPassword, NOT_COUNTED],
  ['each row counts', tokens.countsRows, 'a family counts once, however many of its tokens work'],
  [
    'the age of a family is that of its first token',
    tokens.oldestByFirst,
    'the oldest family is the one whose latest token is, and ends as a whole',
  ],
  ['any hash', tokens.anyHash, STALE],
  ['spaces at the end of a hash', tokens.anySpaces, STALE],
  ['a user that is gone', tokens.hashOfNobody, 'where the user is gone, there is no stored hash'],
  ['a refusal in place of a revocation', tokens.alwaysRefuses, OLDEST],
  ['what was revoked is not returned', tokens.tellsOfNone, OLDEST],
  ['one is revoked where two are too many', tokens.revokesOne, OLDEST],
  [
    'tokens are counted before',
    tokens.countsBefore,
    'twenty at once and room for five: five are added',
  ],
  ['every use is the first', tokens.everyUseIsFirst, ONCE],
  ['uses are looked for before', tokens.looksBefore, ONCE],
  ['the rotated token is not marked', tokens.addsUnmarked, ROTATED],
  ['the successor has an outdated binding', tokens.keepsBinding, ROTATED],
  ['a second rotation extends the grace period', tokens.laterTime, SECOND],
  ['any number of successors', tokens.noMost, SECOND],
  ['the successors of one token count', tokens.countsSuccessors, LATELY],
  ['what ended does not count', tokens.countsWorking, LATELY],
  ['what ended long ago counts', tokens.countsEnded, LATELY],
  [
    'the asking token may have ended',
    tokens.asksNobody,
    'a rotation that another token asks for needs that token too',
  ],
  ['a token that ended is rotated', tokens.rotatesEnded, 'a token that ended has no successor'],
  [
    'rotations at once have times of their own',
    tokens.marksTwice,
    'rotations at once: all return one time, and all successors are there',
  ],
  [
    'a used successor ends',
    tokens.endsUsed,
    'a successor that was used does not end with the grace period',
  ],
  ['a prune leaves what was revoked', tokens.prunesExpired, PRUNED],
  ['a prune deletes what ends at its time', tokens.prunesAtTheTime, PRUNED],
  ['a prune deletes any number', tokens.prunesAll, 'a prune deletes at most so many'],
  [
    'a prune forgets used tickets',
    tokens.forgetsTickets,
    'a ticket that has not expired stays used after a prune',
  ],
  ['a new hash moves no tokens', tokens.leavesTokens, MOVED],
  ['a refused hash moves tokens', tokens.movesAnyway, MOVED],
]

describe('access tokens', () => {
  it.each(MISTAKES)('%s', async (_mistake, mistake, found) => {
    expect(await failuresOf(mistake)).toContain(`tokens: ${found}`)
  })

  it('each case finds a mistake', () => {
    const cases = storeContract({
      open: async () => memoryStore(),
      upgrades: true,
      tokens: true,
    }).filter(({ name }) => name.startsWith('tokens: '))
    const found = new Set(MISTAKES.map(([, , name]) => `tokens: ${name}`))
    expect(cases.map(({ name }) => name).filter((name) => !found.has(name))).toEqual([])
  })
})
