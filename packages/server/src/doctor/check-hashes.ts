import type { Inspection } from 'tokenapi/admin'

import type { Config } from '../config/read-config.js'
import { counted, grouped } from '../counted.js'
import { allowedAndFound, checkGroup, reasonNotAllowed } from './check-hash-group.js'
import { checkIterations, checkWeaker, hashesAre } from './check-weaker-hashes.js'
import type { Finding } from './finding.js'
import type { HashCounts, HashGroup } from './hash-tally.js'

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
    { level: 'problem', check: 'hashes', what: `no user can log in: ${what}`, fix },
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
    group.state === 'readable' && reasonNotAllowed(group, config, []) === undefined
  if (groups.some(mayLogIn)) return []
  return problem(
    'no stored hash has an allowed format',
    'see below, or name the column of the hashes with USERS_PASSWORD',
  )
}
