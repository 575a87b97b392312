import { nearestName } from 'tokenapi/admin'

import { Settings } from './settings.js'

/** A variable of the environment that looks like a setting and has no effect. */
export interface UnknownSetting {
  readonly name: string
  /** The setting that may be meant. */
  readonly nearest: string | undefined
}

const NAMES: readonly string[] = Object.keys(Settings.entries)

/** What names of three words and more begin with: "ACCESS_TOKEN_" of ACCESS_TOKEN_IDLE_DAYS. */
const FAMILIES = new Set([
  'USERS_',
  ...NAMES.flatMap((name) => /^(?:[A-Z]+_){2}(?=[A-Z])/.exec(name)?.[0] ?? []),
])

/** Letters of a name of one word that is compared: shorter words, such as HOME and PATH, are near many. */
const SHORTEST_WORD = 7

/** Variables that begin like a setting, or are spelled almost like one. Values are not read. */
export function unknownSettings(
  environment: Readonly<Record<string, string | undefined>>,
): readonly UnknownSetting[] {
  return Object.keys(environment).flatMap((name) => {
    if (NAMES.includes(name)) return []
    const nearest = nearestSetting(name)
    const isFamily = [...FAMILIES].some((start) => name.toUpperCase().startsWith(start))
    return nearest !== undefined || isFamily ? [{ name, nearest }] : []
  })
}

function nearestSetting(name: string): string | undefined {
  const isWord = !name.includes('_')
  if (isWord && name.length < SHORTEST_WORD) return undefined
  const upper = name.toUpperCase()
  // The first letter is seldom mistyped: POSTGRES_PASSWORD is not meant for USERS_PASSWORD.
  const candidates = NAMES.filter((each) => each[0] === upper[0])
  // "MAX_STALE" of MAX_STALE_SECONDS.
  const longer = isWord ? undefined : candidates.find((each) => each.startsWith(`${upper}_`))
  return nearestName(name, candidates) ?? longer
}

/** One sentence for the operator. */
export function unknownSettingText({ name, nearest }: UnknownSetting): string {
  const advice =
    nearest === undefined ? 'The settings are in docs/options.md' : `Did you mean ${nearest}?`
  return `${name} is no setting, and has no effect. ${advice}`
}
