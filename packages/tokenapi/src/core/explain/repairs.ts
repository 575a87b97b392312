import { type Credentials, readAuthorization } from '../credentials.js'
import type { UserStore } from '../store.js'
import { type Cleaned, clean } from './clean.js'
import type { ExplanationStep } from './explanation.js'
import { quoted } from './quoted.js'

/** Other credentials that may be meant, and what was done to get them. */
interface Repair {
  readonly advice: string
  readonly credentials: Pair
}

/** What the verifier does with credentials. */
interface Verifier {
  /** Whether a text has the form of a token. */
  isToken(this: void, text: string): boolean
  accepts(this: void, credentials: Credentials): Promise<boolean>
}

/** What a classic token is presented as; an access token may be without a user, `''`. */
interface Pair {
  readonly user: string
  readonly token: string
}

/**
 * The steps, with what to do where a usual mistake explains the refusal. Each repair is verified; one that is
 * accepted takes the place of the fix of the first step that failed, else one that gives a token comes before it.
 */
export async function fixByRepair(
  steps: readonly ExplanationStep[],
  presented: Credentials,
  store: UserStore,
  { isToken, accepts }: Verifier,
): Promise<readonly ExplanationStep[]> {
  const failed = steps.findIndex(({ ok }) => ok === false)
  const repairs = await repairsOf(presented, store)
  let partly: Repair | undefined
  for (const repair of repairs) {
    const { user, token } = repair.credentials
    if (!isToken(token)) continue
    if (await accepts(user === '' ? { token } : { user, token })) {
      return withFix(steps, failed, () => `${repair.advice}: then it is accepted.`)
    }
    partly ??= repair
  }
  if (partly === undefined || isToken(presented.token)) return steps
  const { advice } = partly
  return withFix(
    steps,
    failed,
    (fix) => `${advice}. That alone is not enough: explain it again.\n${fix}`,
  )
}

function withFix(
  steps: readonly ExplanationStep[],
  at: number,
  change: (fix: string) => string,
): readonly ExplanationStep[] {
  return steps.map((step, i) => (i === at ? { ...step, fix: change(step.fix ?? '') } : step))
}

async function repairsOf(presented: Credentials, store: UserStore): Promise<readonly Repair[]> {
  const user = clean(presented.user ?? '')
  const token = clean(presented.token)
  const inner: Pair = { user: user.text, token: token.text }
  const before = cleaningAdvice(user, token)
  const repairs: Repair[] = before === undefined ? [] : [{ advice: before, credentials: inner }]
  const add = (advice: string, credentials: Pair): void => {
    repairs.push({ advice: before === undefined ? advice : `${before}. ${advice}`, credentials })
  }
  add('Send the two in their places: user and token are swapped', {
    user: inner.token,
    token: inner.user,
  })
  const lower = { ...inner, token: inner.token.toLowerCase() }
  if (lower.token !== inner.token) add('Send the token in lower case, as it was returned', lower)
  for (const [each, text] of [
    ['token', inner.token],
    ['user', inner.user],
  ] as const) {
    for (const joined of joinedIn(text)) {
      const credentials = { ...joined, user: joined.user || inner.user }
      add(`Send user and token apart: \`${each}\` holds more than one of them`, credentials)
    }
  }
  const named = await byName(store, inner.user)
  if (named !== undefined) {
    const advice = `Send the id ${String(named.id)} as \`user\`, and not the name ${quoted(named.username)}`
    add(advice, { ...inner, user: String(named.id) })
  }
  for (const spelling of [inner.user.toLowerCase(), inner.user.toUpperCase()]) {
    if (store.idType !== 'string' || spelling === inner.user) continue
    add('Send the user id in the case that the login returned', { ...inner, user: spelling })
  }
  return repairs
}

function cleaningAdvice(user: Cleaned, token: Cleaned): string | undefined {
  const parts = [
    ['user', user],
    ['token', token],
  ] as const
  const advice = parts.flatMap(([name, { removed }]) =>
    removed.size === 0 ? [] : [`${[...removed].join(' and ')} around the \`${name}\``],
  )
  return advice.length === 0 ? undefined : `Remove ${advice.join(', and ')}`
}

/** Followed by nothing that could be of it, or by an id. */
const TOKEN = /[0-9a-z]{1,13}-[0-9a-f]{20}(?![0-9a-f]*[a-f])/
const BASE64 = /^[A-Za-z0-9+/]{28,}={0,2}$/

/** Pairs in a text that holds both: "17:TOKEN", "TOKEN/17.json", "TOKEN-17", or the base64 of Basic. */
function joinedIn(text: string): readonly Pair[] {
  if (BASE64.test(text)) {
    try {
      const pair = readAuthorization(`Basic ${text}`)
      if (pair !== undefined) return [{ user: pair.user ?? '', token: pair.token }]
    } catch {
      return []
    }
  }
  const found = TOKEN.exec(text)
  if (found === null || found[0] === text) return []
  const rest = text.slice(0, found.index) + text.slice(found.index + found[0].length)
  const user = rest.replace(/\.json$/, '').replace(/^\W+|\W+$/g, '')
  return [{ user, token: found[0] }]
}

/** The user of this name, where a name was sent for an id. A store that does not answer finds no user. */
async function byName(store: UserStore, name: string) {
  try {
    // No token goes into a look-up by name, which a database may log.
    return TOKEN.test(name) ? undefined : await store.findByUsername(name)
  } catch {
    return undefined
  }
}
