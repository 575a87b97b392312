/**
 * What a request presents: one parser for every framework, over a neutral view of the request.
 * Rules of the original: `user` and `token` are looked up one by one, the body's value before the
 * query's; only where one of them is then missing or empty does the Authorization field replace both.
 */
import { isClassicAlone, readBearer } from './access/bearer-token.js'
import { RefusedError } from './errors.js'

/** Where a request may present credentials. */
export interface CredentialSource {
  /** The field's value; several fields of one name joined with ", ". The name is in lower case. */
  header(name: string): string | undefined
}

/** The fields of a form or query string: the last of a name. Decoded when asked for, as most never are. */
export type Fields = Pick<ReadonlyMap<string, string>, 'get'>

/** What was presented. Texts are non-empty; nothing about them has been verified. */
export interface Credentials {
  /** The user id; absent where an access token was presented alone. */
  readonly user?: string | undefined
  readonly token: string
}

// credentials = auth-scheme 1*SP ( token68 / ... )          RFC 9110 §11.4; the scheme ignores case
// A run of blanks is read in one way alone, so that a long one takes no more time than its length.
const SCHEME = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) [ \t]*[^ \t]/
// token68, strictly base64: whole groups, padded            RFC 7617 §2, RFC 4648 §4
const BASIC =
  /^basic [ \t]*(?=[^ \t])((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)[ \t]*$/i
// user ":" token, as a bearer token                         our own; a bare token names no user
const BEARER = /^bearer [ \t]*([^:\s]+):([^:\s]+)[ \t]*$/i

/** Where credentials are read from, for the text of a refusal. */
type Places = readonly ('header' | 'query' | 'form')[]
const EVERYWHERE: Places = ['header', 'query', 'form']

/**
 * The credentials of a request. Throws `RefusedError`: `missing_credentials` or `invalid_request`.
 *
 * @param bearerAlone whether a bearer token may be presented without its user, as an access token is
 */
export function readCredentials(
  source: CredentialSource,
  query: Fields,
  form: Fields,
  bearerAlone = false,
  places: Places = EVERYWHERE,
): Credentials {
  const user = form.get('user') ?? query.get('user')
  const token = form.get('token') ?? query.get('token')
  if (user && token) return { user, token }
  const field = source.header('authorization')
  const presented = field ? readAuthorization(field, bearerAlone) : undefined
  if (presented === undefined || presented.user === '' || presented.token === '') {
    throw missingCredentials(field ?? '', bearerAlone, places)
  }
  return presented
}

function missingCredentials(field: string, bearerAlone: boolean, places: Places): RefusedError {
  const message = bearerAlone ? missingToken(places) : MISSING
  if (!isBearerField(field)) return new RefusedError('missing_credentials', message)
  if (!bearerAlone) return withoutUser()
  const isClassic = isClassicAlone(field)
  return new RefusedError('missing_credentials', message, {
    reason: isClassic ? 'a classic token without its user' : 'a malformed bearer token',
    advice: isClassic ? CLASSIC_FORM : TOKEN_FORM,
  })
}

/** The refusal of a bearer token that names no user and needs one. */
export function withoutUser(): RefusedError {
  return new RefusedError('missing_credentials', MISSING, {
    reason: 'a bearer token without its user',
    advice: BEARER_FORM,
  })
}

const MISSING = "Must include 'user' and 'token' parameters with request."

/** The same where access tokens are on, which need no user. */
function missingToken(places: Places): string {
  if (!places.includes('header')) return MISSING
  const parameters = places.length === 1 ? '' : ", or 'user' and 'token' parameters"
  return `Must include a token: \`Authorization: Bearer TOKEN\`${parameters}.`
}

const BEARER_SCHEME = /^bearer /i

/** Whether an Authorization field has the scheme Bearer, with or without a user. */
export function isBearerField(field: string | undefined): boolean {
  return BEARER_SCHEME.test(field ?? '')
}

/** What other libraries send is the token alone, which names no user. The body stays the original's. */
const BEARER_FORM = 'A bearer token needs its user in front: Authorization: Bearer USER:TOKEN'
/** Where access tokens are on. */
const CLASSIC_FORM = 'A classic token needs its user in front: Authorization: Bearer USER:TOKEN'
const TOKEN_FORM = 'Send the token alone, without quotation marks: Authorization: Bearer TOKEN'

/**
 * The pair in an Authorization field, of which one may be empty; `undefined` for an unsupported scheme, and for
 * Bearer without a user unless `bearerAlone`. Throws `RefusedError('invalid_request')`.
 */
export function readAuthorization(field: string, bearerAlone = false): Credentials | undefined {
  const alone = bearerAlone ? readBearer(field) : undefined
  if (alone !== undefined) return alone
  const bearer = BEARER.exec(field)
  if (bearer !== null) return { user: bearer[1] as string, token: bearer[2] as string }
  const basic = BASIC.exec(field)
  if (basic !== null) return readBasic(basic[1] as string)
  const scheme = SCHEME.exec(field)?.[1]
  // A scheme alone, of whatever name, is malformed: the original breaks on it.
  if (scheme === undefined || scheme.toLowerCase() === 'basic') throw malformed()
  return undefined
}

function readBasic(base64: string): Credentials {
  const text = decodeUtf8(base64)
  const colon = text?.indexOf(':') ?? -1
  if (text === undefined || colon < 0) throw malformed()
  return { user: text.slice(0, colon), token: text.slice(colon + 1) }
}

const BEYOND_ASCII = /[\x80-\xff]/
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decodeUtf8(base64: string): string | undefined {
  const bytes = atob(base64)
  // The usual case: ASCII bytes are the text.
  if (!BEYOND_ASCII.test(bytes)) return bytes
  try {
    return utf8.decode(Buffer.from(bytes, 'latin1'))
  } catch {
    return undefined
  }
}

function malformed(): RefusedError {
  return new RefusedError('invalid_request', 'The Authorization header is malformed.')
}
