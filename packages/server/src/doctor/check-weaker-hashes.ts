/** Hashes that are weaker than new ones, and what a login does with them. */
import type { Inspection } from 'tokenapi/admin'

import { type Config, isDjangoCompatible } from '../config/read-config.js'
import { counted } from '../counted.js'
import { fallbacksOf } from '../secret.js'
import { djangoIterations, neverRewritesHashes } from './check-django.js'
import type { Finding } from './finding.js'
import type { HashCounts } from './hash-tally.js'
import { iterationsOf } from './new-hash.js'

/** As many as the library keeps over a new hash, all days and keys together. */
const MOST_KEPT = 800

/** How many tokens of one user may be valid at a time, tomorrow's among them. */
function validTokenCount(config: Config): number {
  return (Math.floor(config.TOKEN_TIMEOUT_DAYS) + 2) * (1 + fallbacksOf(config).length)
}

export function checkWeaker(counts: HashCounts, config: Config, inspection: Inspection): Finding[] {
  const { weaker } = counts
  if (weaker === 0) return []
  const tooMany = validTokenCount(config) > MOST_KEPT
  const { keepTokens, updatePasswords } = inspection.rights
  const keepsTokens = keepTokens === true && updatePasswords
  const upgrades =
    !neverRewritesHashes(config, inspection) &&
    (isDjangoCompatible(config) || (keepsTokens && !tooMany))
  const what = `${hashesAre(weaker)} weaker than new ones (${preferredBy(config)})`
  if (!upgrades) {
    return [
      {
        level: 'note',
        check: 'hashes',
        what: `${what}, and ${weaker === 1 ? 'stays as it is' : 'stay as they are'}`,
        fix: fixOf(config, inspection, tooMany),
      },
    ]
  }
  const ends = isDjangoCompatible(config)
    ? 'which ends the user’s other tokens (COMPATIBILITY)'
    : 'which ends no token'
  return [
    {
      level: 'note',
      check: 'hashes',
      what: `${what}; the next login of each user stores a new one, ${ends}`,
    },
  ]
}

/** Why a login makes no new hash, and what to do. */
function fixOf(config: Config, inspection: Inspection, tooMany: boolean): string {
  if (neverRewritesHashes(config, inspection)) {
    return config.UPGRADE_PASSWORDS === undefined
      ? 'see django above'
      : 'UPGRADE_PASSWORDS=true stores a new hash at the next login of each user'
  }
  return tooMany
    ? `fewer TOKEN_TIMEOUT_DAYS or SECRET_KEY_FALLBACKS: a user may have more than ${MOST_KEPT} valid tokens, too many to keep over a new hash`
    : 'see kept tokens and rights above'
}

/** Django makes a hash anew whenever its iterations are other than its own, and we where they are fewer. */
export function checkIterations({ iterations }: HashCounts, config: Config): Finding[] {
  if ((config.PASSWORD_ALGORITHM ?? 'pbkdf2_sha256') !== 'pbkdf2_sha256') return []
  const theirs = djangoIterations(iterations)
  const all = [...iterations.values()].reduce((total, users) => total + users, 0)
  const ours = iterationsOf(config)
  if (theirs === undefined || theirs === ours) return []
  const users = iterations.get(theirs) ?? 0
  const inTurn = theirs < ours ? ', and tokenapi replaces them back' : ''
  return [
    {
      level: 'warning',
      check: 'hashes',
      what: `${users} of ${all} hashes of pbkdf2_sha256 have ${theirs} iterations, and new ones would have ${ours}: a Django on the same database replaces those at its logins${inTurn}, which ends tokens`,
      fix: `if a Django uses the same database, set PASSWORD_ITERATIONS=${theirs}, its own count`,
    },
  ]
}

function preferredBy(config: Config): string {
  const algorithm = config.PASSWORD_ALGORITHM ?? 'pbkdf2_sha256'
  return algorithm === 'pbkdf2_sha256'
    ? `${algorithm}, ${iterationsOf(config)} iterations`
    : algorithm
}

/** "1 hash is", "2 hashes are". */
export function hashesAre(count: number): string {
  return `${counted(count, 'hash', 'hashes')} ${count === 1 ? 'is' : 'are'}`
}
