/** The options of a database URL under one name each, whichever of the usual spellings they have. */
import { nearestName } from '../../core/options/nearest-name.js'
import { type DatabaseUrl, urlError } from './read-url.js'

/** The aliases of each option; all are case-insensitive. */
export type Spellings<Name extends string> = Readonly<Record<Name, readonly string[]>>

export interface UrlOptions<Name extends string> {
  /** The value, and how its option is spelled in this URL. */
  get(name: Name): { readonly value: string; readonly spelled: string } | undefined
  text(name: Name): string | undefined
  flag(name: Name): boolean | undefined
  /** A whole number, `least` or more. */
  number(name: Name, least: number): number | undefined
}

/** Throws `ConfigError` for an unknown option, or one with two different values. */
export function readUrlOptions<Name extends string>(
  { options }: DatabaseUrl,
  spellings: Spellings<Name>,
): UrlOptions<Name> {
  const names = new Map(
    (Object.keys(spellings) as Name[]).flatMap((name) =>
      spellings[name].map((spelled) => [spelled.toLowerCase(), { name, spelled }] as const),
    ),
  )
  const found = new Map<Name, { readonly value: string; readonly spelled: string }>()
  for (const [spelled, value] of options) {
    const known = names.get(spelled.toLowerCase())
    if (known === undefined)
      throw unknownOption(
        spelled,
        [...names.values()].map((each) => each.spelled),
      )
    const before = found.get(known.name)
    if (before !== undefined && before.value !== value) {
      throw urlError(
        `"${before.spelled}" and "${known.spelled}" stand for one option, with two values: keep one`,
      )
    }
    found.set(known.name, { value, spelled: known.spelled })
  }

  const get = (name: Name): { value: string; spelled: string } | undefined => found.get(name)
  return {
    get,
    text: (name) => get(name)?.value || undefined,
    flag(name) {
      const option = get(name)
      if (option === undefined) return undefined
      const flag = FLAGS.get(option.value.toLowerCase())
      if (flag === undefined) throw badValue(option, 'true or false')
      return flag
    },
    number(name, least) {
      const option = get(name)
      if (option === undefined) return undefined
      const number = /^[0-9]{1,9}$/.test(option.value) ? Number(option.value) : -1
      if (number < least) throw badValue(option, `a whole number, ${least} or more`)
      return number
    },
  }
}

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ...['true', '1', 'yes', 'on'].map((text) => [text, true] as const),
  ...['false', '0', 'no', 'off'].map((text) => [text, false] as const),
])

/** What is no word is not told: it may be a piece of a password that was not escaped. */
const WORD = /^[A-Za-z][A-Za-z0-9_.-]{0,40}$/

export function badValue(
  { value, spelled }: { readonly value: string; readonly spelled: string },
  allowed: string,
): Error {
  return urlError(`"${spelled}" must be ${allowed}${WORD.test(value) ? `; got "${value}"` : ''}`)
}

function unknownOption(given: string, known: readonly string[]): Error {
  if (!WORD.test(given)) {
    return urlError(`one of its options is unknown. Known ones: ${known.join(', ')}`)
  }
  const nearest = nearestName(given, known)
  return urlError(
    `unknown option "${given}". ${nearest === undefined ? `Known ones: ${known.join(', ')}` : `Did you mean "${nearest}"?`}`,
  )
}
