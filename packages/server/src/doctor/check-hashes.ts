import { STRONG_HASHES } from 'tokenapi/password'
import type { Inspection } from 'tokenapi/sqlite'

import { type Config, isDjangoCompatible } from '../config/read-config.js'
import { counted, grouped } from '../counted.js'
import { fallbacksOf } from '../secret.js'
import { djangoIterations, leavesHashes } from './check-django.js'
import type { Finding, Level } from './finding.js'
import type { HashCounts, HashGroup } from './hash-tally.js'
import { missingPackage } from './missing-package.js'
import { iterationsOf } from './new-hash.js'

/** What the stored hashes mean for logins. */
export async function checkHashes(
  counts: HashCounts,
  config: Config,
  inspection: Inspection,
): Promise<readonly Finding[]> {
  const allowed = allowedAndFound(counts, config)
  const unreadable = await Promise.all(
    counts.groups.map((group) => checkGroup(group, config, allowed)),
  )
  return [
    sum(counts),
    ...checkLogins(counts, config),
    ...unreadable.filter((finding) => finding !== undefined),
    ...checkWeaker(counts, config, inspection),
    ...(inspection.django === false ? [] : checkIterations(counts, config)),
  ]
}

function sum({ users, active, groups }: HashCounts): Finding {
  const readable = groups.filter(({ state }) => state === 'readable')
  const count = readable.reduce((total, group) => total + group.users, 0)
  const formats = readable.map(
    ({ algorithm, encoding, users: of }) =>
      `${algorithm}${encoding === 'bare' ? ' as the application writes it' : ''} ${of}`,
  )
  return {
    level: 'ok',
    check: 'hashes',
    what: `${counted(users, 'user')}, ${grouped(active)} of them active; ${hashesAre(count)} readable${count === 0 ? '' : `: ${formats.join(', ')}`}`,
  }
}

/** Users whose logins may succeed: whose hash a password can fit. */
function checkLogins({ users, active, groups }: HashCounts, config: Config): readonly Finding[] {
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
  const mayLogIn = (group: HashGroup): boolean =>
    group.state === 'readable' && whyBarred(group, config, []) === undefined
  if (groups.some(mayLogIn)) return []
  return problem(
    'no stored password is a hash that may log in',
    'see below, or name the column of the hashes with USERS_PASSWORD',
  )
}

async function checkGroup(
  group: HashGroup,
  config: Config,
  allowed: readonly string[],
): Promise<Finding | undefined> {
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
      return group.foreign === undefined
        ? found('warning', 'the stored text is no hash that is read here: no password fits', anew)
        : found(
            'warning',
            `the hash is of ${group.foreign}, which is not read here: no password fits`,
            `${anew}; \`tokenapi import users\` converts what Django’s formats can hold`,
          )
    case 'readable': {
      const barred = whyBarred(group, config, allowed)
      if (barred !== undefined) return found('warning', barred.what, barred.fix)
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

/** Why hashes of this format may not log in; `undefined` where they may. */
function whyBarred(
  { algorithm = '', encoding }: HashGroup,
  config: Config,
  allowedWith: readonly string[],
): { readonly what: string; readonly fix: string } | undefined {
  const { ALLOWED_HASHES } = config
  if (ALLOWED_HASHES === undefined && isDjangoCompatible(config)) {
    if (encoding !== 'bare') return undefined
    return {
      what: `the hash is of ${algorithm}, without Django’s name in front: the original does not read it`,
      fix: `ALLOWED_HASHES=${STRONG_HASHES.join(',')} lets them log in`,
    }
  }
  if (isAllowed(algorithm, ALLOWED_HASHES)) return undefined
  return {
    what: `the hash is of ${algorithm}, which may not log in`,
    fix: `let them set a new password, or let them in with ALLOWED_HASHES=${allowedWith.join(',')}`,
  }
}

function isAllowed(algorithm: string, allowed: readonly string[] = STRONG_HASHES): boolean {
  return allowed.includes(algorithm)
}

/** The formats that may log in, and all others that the table holds. */
function allowedAndFound({ groups }: HashCounts, { ALLOWED_HASHES }: Config): readonly string[] {
  const others = groups.flatMap(({ state, algorithm = '' }) =>
    state === 'readable' && !isAllowed(algorithm, ALLOWED_HASHES) ? [algorithm] : [],
  )
  return [...(ALLOWED_HASHES ?? STRONG_HASHES), ...others]
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

function checkWeaker(counts: HashCounts, config: Config, inspection: Inspection): Finding[] {
  const { weaker } = counts
  if (weaker === 0) return []
  const tooMany = livingTokens(config) > MOST_KEPT
  const { keepTokens, updatePasswords } = inspection.rights
  const keepsTokens = keepTokens === true && updatePasswords
  const upgrades =
    !leavesHashes(config, inspection) && (isDjangoCompatible(config) || (keepsTokens && !tooMany))
  const what = `${hashesAre(weaker)} weaker than what is made now (${preferredBy(config)})`
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
      what: `${what}; the next login of each makes a new one, ${ends}`,
    },
  ]
}

/** Why a login makes no new hash, and what to do. */
function fixOf(config: Config, inspection: Inspection, tooMany: boolean): string {
  if (leavesHashes(config, inspection)) {
    return config.UPGRADE_PASSWORDS === undefined
      ? 'see django above'
      : 'UPGRADE_PASSWORDS=true lets the next login of each make a new one'
  }
  return tooMany
    ? `fewer TOKEN_TIMEOUT_DAYS or SECRET_KEY_FALLBACKS: a user may have more than ${MOST_KEPT} tokens that are good, too many to keep over a new hash`
    : 'see kept tokens and rights above'
}

/** Django makes a hash anew whenever its iterations are other than its own, and we where they are fewer. */
function checkIterations({ iterations }: HashCounts, config: Config): Finding[] {
  if ((config.PASSWORD_ALGORITHM ?? 'pbkdf2_sha256') !== 'pbkdf2_sha256') return []
  const theirs = djangoIterations(iterations)
  const all = [...iterations.values()].reduce((total, users) => total + users, 0)
  const ours = iterationsOf(config)
  if (theirs === undefined || theirs === ours) return []
  const users = iterations.get(theirs) ?? 0
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
