import type { Inspection } from 'tokenapi/admin'

import type { Config } from '../config/read-config.js'
import type { Finding } from './finding.js'
import type { HashCounts } from './hash-tally.js'

/** Whether a login leaves every stored hash as it is. */
export function neverRewritesHashes(
  { UPGRADE_PASSWORDS }: Config,
  { django }: Pick<Inspection, 'django'>,
): boolean {
  return !(UPGRADE_PASSWORDS ?? django === false)
}

/** Rounds of pbkdf2_sha256 in Django 1.8 to 6.1, one version after the other. */
const DJANGO_ITERATIONS: readonly number[] = [
  20_000, 24_000, 30_000, 36_000, 100_000, 120_000, 150_000, 180_000, 216_000, 260_000, 320_000,
  390_000, 600_000, 720_000, 870_000, 1_000_000, 1_200_000, 1_500_000,
]

/**
 * The rounds that a Django beside makes new hashes with, by the hashes that it has made: the latest
 * version's, or those of most. `undefined` where there are no such hashes.
 */
export function djangoIterations(iterations: HashCounts['iterations']): number | undefined {
  const latest = DJANGO_ITERATIONS.findLast((count) => iterations.has(count))
  if (latest !== undefined) return latest
  const [most] = [...iterations].toSorted(([, a], [, b]) => b - a)
  return most?.[0]
}

/** Whether a Django runs over the same database, and the settings that keep the two alike. */
export function checkDjango(
  { django }: Inspection,
  config: Config,
  counts: HashCounts,
): readonly Finding[] {
  if (django === false) return []
  const where =
    django === true
      ? 'Django’s migrations are in the same database'
      : 'our role cannot see whether Django’s migrations are in the same database'
  const settings = settingsBeside(config, counts)
  if (config.UPGRADE_PASSWORDS === undefined) {
    return [
      {
        level: 'note',
        check: 'django',
        what: `${where}: a login does not change stored hashes, because a new hash would end the user’s sessions in Django`,
        fix: `set what Django uses; if Django no longer runs, UPGRADE_PASSWORDS=true\n${settings}`,
      },
    ]
  }
  if (config.UPGRADE_PASSWORDS && django === true) {
    return [
      {
        level: 'warning',
        check: 'django',
        what: `${where}, and UPGRADE_PASSWORDS=true: a login that makes a new hash ends the user’s tokens and sessions in that Django`,
        fix: `while Django is in use, do not upgrade hashes here:\n${settings}`,
      },
    ]
  }
  return [{ level: 'ok', check: 'django', what: `${where}, and stored hashes are left unchanged` }]
}

function settingsBeside(config: Config, { iterations }: HashCounts): string {
  const count = djangoIterations(iterations)
  return [
    'export UPGRADE_PASSWORDS=false',
    ...(count === undefined
      ? []
      : [`export PASSWORD_ALGORITHM=pbkdf2_sha256 PASSWORD_ITERATIONS=${count}`]),
    `export TIME_ZONE=${config.TIME_ZONE} TOKEN_TIMEOUT_DAYS=${config.TOKEN_TIMEOUT_DAYS}`,
  ].join('\n')
}
