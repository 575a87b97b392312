/** Fewer characters than this can be tried one by one: refused. */
const LEAST_LENGTH = 16
/** As Django's deployment check security.W009, which asks for 50 characters and 5 different ones. */
const STRONG_LENGTH = 32
const STRONG_CHARACTERS = 8

/** What is weak about a secret key. */
export interface SecretKeyWeakness {
  /** Completes a sentence about the key: "is shorter than 32 characters". Tells nothing of the key. */
  readonly what: string
  /** Whether `createTokenApi` refuses it; it warns of the others. */
  readonly isRefused: boolean
}

/**
 * What is weak about a secret key; `undefined` for a strong one.
 *
 * @example
 * const weakness = weaknessOfSecretKey(process.env.SECRET_KEY ?? '')
 * if (weakness !== undefined) console.warn(`SECRET_KEY ${weakness.what}`)
 */
export function weaknessOfSecretKey(key: string): SecretKeyWeakness | undefined {
  if (key.length < LEAST_LENGTH) {
    return { what: `is shorter than ${LEAST_LENGTH} characters`, isRefused: true }
  }
  const what = warningOf(key)
  return what === undefined ? undefined : { what, isRefused: false }
}

function warningOf(key: string): string | undefined {
  if (key.startsWith('django-insecure-')) return 'is one that Django made for development'
  if (key.length < STRONG_LENGTH) return `is shorter than ${STRONG_LENGTH} characters`
  if (new Set(key).size < STRONG_CHARACTERS) {
    return `has fewer than ${STRONG_CHARACTERS} different characters`
  }
  return undefined
}
