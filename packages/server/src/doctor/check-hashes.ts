import type { Config } from '../config.js'
import { counted, grouped } from '../counted.js'
import { fallbacksOf } from '../secret.js'
import type { Finding, Level } from './finding.js'
import type { HashCounts, HashGroup } from './hash-tally.js'
import { missingPackage } from './missing-package.js'
import { iterationsOf } from './new-hash.js'

/** What the stored hashes mean for logins. */
export async function checkHashes(
  counts: HashCounts,
  config: Config,
  keepsTokens: boolean,
): Promise<readonly Finding[]> {
  const unreadable = await Promise.all(counts.groups.map(checkGroup))
  return [
    sum(counts),
    ...checkLogins(counts),
    ...unreadable.filter((finding) => finding !== undefined),
    ...checkWeaker(counts, config, keepsTokens),
    ...checkIterations(counts, config),
  ]
}

function sum({ users, active, groups }: HashCounts): Finding {
  const readable = groups.filter(({ state }) => state === 'readable')
  const count = readable.reduce((total, group) => total + group.users, 0)
  const formats = readable.map((group) => `${group.algorithm} ${group.users}`)
  return {
    level: 'ok',
    check: 'hashes',
    what: `${counted(users, 'user')}, ${grouped(active)} of them active; ${hashesAre(count)} readable${count === 0 ? '' : `: ${formats.join(', ')}`}`,
  }
}

/** Users whose logins may succeed: whose hash a password can fit. */
function checkLogins({ users, active, groups }: HashCounts): readonly Finding[] {
  const problem = (what: string, fix: string): readonly Finding[] => [
    { level: 'problem', check: 'hashes', what: `nobody can log in: ${what}`, fix },
  ]
  if (users === 0) {
    return [
      {
        level: 'note',
        check: 'hashes',
        what: 'the table has no users yet',
        fix: 'add one with `tokenapi user add NAME`, or many with `tokenapi import users FILE`',
      },
    ]
  }
  if (active === 0) {
    return problem(
      'no user is active',
      'activate users with `tokenapi user activate NAME`; where the column means something else, say which value stands for an active user with USERS_IS_ACTIVE and USERS_IS_ACTIVE_WHEN',
    )
  }
  if (groups.some(({ state }) => state === 'readable')) return []
  return problem(
    'no stored password is a hash that a password can fit',
    'see below, or name the column of the hashes with USERS_PASSWORD',
  )
}

async function checkGroup(group: HashGroup): Promise<Finding | undefined> {
  const { state, algorithm, users } = group
  const who = `${counted(users, 'user')} (${idsOf(group)})`
  const found = (level: Level, what: string, fix: string): Finding => ({
    level,
    check: 'hashes',
    what: `${who}: ${what}`,
    fix,
  })
  const anew = `give each a new password with \`tokenapi user passwd --id ${group.examples[0]}\`, or let them reset it in your Django`
  switch (state) {
    case 'unusable':
      return found(
        'note',
        'no usable password, marked with "!" as Django does: no login',
        'nothing, if that is meant; `tokenapi token new` makes their tokens',
      )
    case 'empty':
      return found('note', 'the password is empty or NULL: no login', anew)
    case 'malformed':
      return found(
        'warning',
        `the hash is of ${algorithm}, and cut, broken or beyond the bounds of its work factors: no password fits`,
        anew,
      )
    case 'unknown':
      return found('warning', 'the stored text is of no format of Django’s: no password fits', anew)
    case 'readable': {
      const install = await missingPackage(algorithm ?? '')
      return install === undefined
        ? undefined
        : found(
            'problem',
            `the hash is of ${algorithm}, which needs a package that is not installed: their logins are answered with 503`,
            install,
          )
    }
  }
}

function hashesAre(count: number): string {
  return `${counted(count, 'hash', 'hashes')} ${count === 1 ? 'is' : 'are'}`
}

function idsOf({ users, examples }: HashGroup): string {
  const more = users > examples.length ? ', …' : ''
  return `${users === 1 ? 'id' : 'ids'} ${examples.join(', ')}${more}`
}

/** As many as the library keeps over a new hash, all days and keys together. */
const MOST_KEPT = 800

/** How many tokens of one user may be good at a time, tomorrow's among them. */
function livingTokens(config: Config): number {
  return (Math.floor(config.TOKEN_TIMEOUT_DAYS) + 2) * (1 + fallbacksOf(config).length)
}

function checkWeaker(counts: HashCounts, config: Config, keepsTokens: boolean): Finding[] {
  const { weaker } = counts
  if (weaker === 0) return []
  const tooMany = livingTokens(config) > MOST_KEPT
  const upgrades = config.UPGRADE_PASSWORDS && (config.EXACT || (keepsTokens && !tooMany))
  const what = `${hashesAre(weaker)} weaker than what is made now (${preferredBy(config)})`
  if (!upgrades) {
    return [
      {
        level: 'note',
        check: 'hashes',
        what: `${what}, and ${weaker === 1 ? 'stays as it is' : 'stay as they are'}`,
        fix: fixOf(config, tooMany),
      },
    ]
  }
  const ends = config.EXACT ? 'which ends the user’s other tokens (EXACT)' : 'which ends no token'
  return [
    {
      level: 'note',
      check: 'hashes',
      what: `${what}; the next login of each makes a new one, ${ends}`,
    },
  ]
}

/** Why a login makes no new hash, and what to do. */
function fixOf(config: Config, tooMany: boolean): string {
  if (!config.UPGRADE_PASSWORDS) {
    return 'UPGRADE_PASSWORDS=true lets the next login of each make a new one'
  }
  return tooMany
    ? `fewer TOKEN_TIMEOUT_DAYS or SECRET_KEY_FALLBACKS: a user may have more than ${MOST_KEPT} tokens that are good, too many to keep over a new hash`
    : 'see kept tokens and rights above'
}

/** Django makes a hash anew whenever its iterations are other than its own, and we where they are fewer. */
function checkIterations({ iterations }: HashCounts, config: Config): Finding[] {
  if ((config.PASSWORD_ALGORITHM ?? 'pbkdf2_sha256') !== 'pbkdf2_sha256') return []
  const [most] = [...iterations].toSorted(([, a], [, b]) => b - a)
  const all = [...iterations.values()].reduce((total, users) => total + users, 0)
  const ours = iterationsOf(config)
  if (most === undefined || most[0] === ours || most[1] * 2 <= all) return []
  const [theirs, users] = most
  const inTurn = theirs < ours ? ', in turn with us' : ''
  return [
    {
      level: 'warning',
      check: 'hashes',
      what: `${users} of ${all} hashes of pbkdf2_sha256 have ${theirs} iterations, and new ones would have ${ours}: a Django that runs beside makes those anew at its logins${inTurn}, and ends tokens by it`,
      fix: `if a Django runs beside, set PASSWORD_ITERATIONS=${theirs}, which is its count`,
    },
  ]
}

function preferredBy(config: Config): string {
  const algorithm = config.PASSWORD_ALGORITHM ?? 'pbkdf2_sha256'
  return algorithm === 'pbkdf2_sha256'
    ? `${algorithm}, ${iterationsOf(config)} iterations`
    : algorithm
}
