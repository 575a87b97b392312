/** Stored hashes that are alike: whether their users can log in. */
import { STRONG_HASHES } from 'tokenapi/password'

import { type Config, isDjangoCompatible } from '../config/read-config.js'
import { counted } from '../counted.js'
import type { Finding, Level } from './finding.js'
import type { HashCounts, HashGroup } from './hash-tally.js'
import { missingPackage } from './missing-package.js'

export async function checkGroup(
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
        'nothing, if this is intended; `tokenapi token new` makes their tokens',
      )
    case 'empty':
      return found('note', 'the password is empty or NULL: no login', anew)
    case 'malformed':
      return found(
        'warning',
        `the hash is of ${algorithm}, but truncated, broken or outside the limits of its work factors: no password matches`,
        anew,
      )
    case 'unknown':
      return group.foreign === undefined
        ? found('warning', 'the stored text is not a known hash: no password matches', anew)
        : found(
            'warning',
            `the hash is of ${group.foreign}, which tokenapi cannot read: no password matches`,
            `${anew}; \`tokenapi import users\` converts what Django’s formats can hold`,
          )
    case 'readable': {
      const barred = reasonNotAllowed(group, config, allowed)
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
export function reasonNotAllowed(
  { algorithm = '', encoding }: HashGroup,
  config: Config,
  allowedWith: readonly string[],
): { readonly what: string; readonly fix: string } | undefined {
  const { ALLOWED_HASHES } = config
  if (ALLOWED_HASHES === undefined && isDjangoCompatible(config)) {
    if (encoding !== 'bare') return undefined
    return {
      what: `the hash is of ${algorithm}, without Django’s name in front: django-tokenapi does not read it`,
      fix: `ALLOWED_HASHES=${STRONG_HASHES.join(',')} allows their logins`,
    }
  }
  if (isAllowed(algorithm, ALLOWED_HASHES)) return undefined
  return {
    what: `the hash is of ${algorithm}, which is not allowed to log in`,
    fix: `let them set a new password, or allow the format with ALLOWED_HASHES=${allowedWith.join(',')}`,
  }
}

function isAllowed(algorithm: string, allowed: readonly string[] = STRONG_HASHES): boolean {
  return allowed.includes(algorithm)
}

/** The formats that may log in, and all others that the table holds. */
export function allowedAndFound(
  { groups }: HashCounts,
  { ALLOWED_HASHES }: Config,
): readonly string[] {
  const others = groups.flatMap(({ state, algorithm = '' }) =>
    state === 'readable' && !isAllowed(algorithm, ALLOWED_HASHES) ? [algorithm] : [],
  )
  return [...(ALLOWED_HASHES ?? STRONG_HASHES), ...others]
}

function idsOf({ users, examples }: HashGroup): string {
  const more = users > examples.length ? ', …' : ''
  return `${users === 1 ? 'id' : 'ids'} ${examples.join(', ')}${more}`
}
