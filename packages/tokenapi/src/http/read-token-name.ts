import { RefusedError } from '../core/errors.js'
import { TOKEN_NAME, isTokenName } from '../core/token-name.js'

/** The name that a client gives to a token. Throws `RefusedError` for a text that cannot be one. */
export function readTokenName(given: string | undefined): string | undefined {
  if (given === undefined || isTokenName(given)) return given
  throw new RefusedError('invalid_request', `\`name\` must be ${TOKEN_NAME}.`)
}
