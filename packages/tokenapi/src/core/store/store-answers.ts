import { UnavailableError } from '../errors.js'

/** A malformed answer of a store: neither an unknown user nor one to let in. */
export function malformed(method: string, what: string): UnavailableError {
  return new UnavailableError(`\`${method}\` of the store returned ${what}`)
}
