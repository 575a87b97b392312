/** Where a request presents credentials, as steps of an explanation. No value is repeated. */
import { type Fields, isBearerField, readAuthorization } from '../../core/credentials.js'
import { isRefusedError } from '../../core/errors.js'
import { type ExplanationStep, step } from '../../core/explain/explanation.js'
import type { CredentialPlace } from '../credentials/credential-places.js'
import { mayHaveForm, mediaTypeOf, readForm } from '../body/form.js'
import type { Limits } from '../body/limits.js'
import { type Reading, queryFields } from '../credentials/presented-credentials.js'
import type { RequestView } from '../view/request-view.js'

/** What is in the form, the query string and the header, in the order in which they are looked at. */
export async function explainPlaces(
  view: RequestView,
  { limits, tokenPrefixes }: Reading,
  places: readonly CredentialPlace[],
  isHeaderRead: boolean,
): Promise<readonly ExplanationStep[]> {
  const query = attempt(() => queryFields(view, limits))
  return [
    await formStep(view, limits, places),
    notRead('query', places) ?? fieldsStep('query', query, 'query string'),
    notRead('header', places) ?? headerStep(view, isHeaderRead, tokenPrefixes.length > 0),
  ]
}

function notRead(
  place: CredentialPlace,
  places: readonly CredentialPlace[],
): ExplanationStep | undefined {
  if (places.includes(place)) return undefined
  const fix = `If clients present them there, add "${place}" to \`credentials\` (CREDENTIALS).`
  return step(place, 'skipped', `not read: \`credentials\` is ${places.join(', ')}`, fix)
}

async function formStep(
  view: RequestView,
  limits: Limits,
  places: readonly CredentialPlace[],
): Promise<ExplanationStep> {
  const unread = notRead('form', places)
  if (!mayHaveForm(view)) {
    return step(
      'form',
      'skipped',
      'not read: only the form of a POST is, and this is another method',
    )
  }
  if (unread !== undefined) return unread
  const type = mediaTypeOf(view)
  if (type === 'application/json') {
    return step(
      'form',
      'skipped',
      'not read: the body is JSON, and a guard reads forms alone',
      'Send the credentials in the Authorization header.',
    )
  }
  const fields = await readForm(view, limits).catch((error: unknown) => error)
  return fieldsStep('form', fields as Fields | Error, 'form')
}

/** Names that people and other libraries use. */
const OTHER_NAMES = [
  'user_id',
  'userid',
  'uid',
  'id',
  'username',
  'User',
  'access_token',
  'auth_token',
  'auth',
  'key',
  'api_key',
  'Token',
]

function fieldsStep(
  place: 'form' | 'query',
  fields: Fields | Error,
  what: string,
): ExplanationStep {
  if (fields instanceof Error) return step(place, false, `cannot be read: ${fields.message}`)
  const present = ['user', 'token'].filter((name) => fields.get(name))
  if (present.length === 2) return step(place, true, '`user` and `token`')
  const others = OTHER_NAMES.filter((name) => fields.get(name) !== undefined)
  const fix =
    others.length === 0
      ? undefined
      : `The names are \`user\` and \`token\`, and not ${names(others)}.`
  const found =
    present.length === 0
      ? `no \`user\` and no \`token\` in the ${what}`
      : `only ${names(present)} in the ${what}`
  return step(place, 'skipped', found, fix)
}

const names = (given: readonly string[]): string => given.map((name) => `\`${name}\``).join(', ')

/** Where the credentials of other systems are. */
const OTHER_HEADERS = [
  'x-api-key',
  'x-auth-token',
  'x-access-token',
  'proxy-authorization',
  'cookie',
]
/** Only these are repeated: another first word may be a token. */
const OTHER_SCHEMES =
  /^(token|digest|negotiate|ntlm|jwt|apikey|hawk|dpop|oauth|aws4-hmac-sha256|key)\s/i

function headerStep(view: RequestView, isRead: boolean, bearerAlone: boolean): ExplanationStep {
  if (!isRead) return step('header', 'skipped', 'not needed: it counts last')
  const field = view.header('authorization')
  if (field === undefined || field === '') {
    const others = OTHER_HEADERS.filter((name) => view.header(name) !== undefined)
    const here = others.length === 0 ? '' : `; there is ${others.join(', ')}, which is not read`
    return step('header', 'skipped', `no Authorization header${here}`)
  }
  const read = attempt(() => readAuthorization(field, bearerAlone))
  if (read instanceof Error)
    return step('header', false, 'Authorization is malformed', malformedFix(field))
  if (read !== undefined) {
    if (read.user === undefined) return step('header', true, 'Bearer, with a token alone')
    const empty = [read.user === '' && 'no user', read.token === '' && 'no token'].filter(Boolean)
    const scheme = isBearerField(field) ? 'Bearer' : 'Basic'
    return empty.length === 0
      ? step('header', true, `${scheme}, with user and token`)
      : step('header', false, `${scheme}, with ${empty.join(' and ')}`, FORMS)
  }
  if (isBearerField(field)) {
    return step(
      'header',
      false,
      'Bearer, with a token and no user',
      `Put the user id in front: ${BEARER}.`,
    )
  }
  const scheme = OTHER_SCHEMES.exec(field)?.[1]
  const found =
    scheme === undefined
      ? 'Authorization has a scheme that is not read'
      : `the scheme ${scheme} is not read`
  return step('header', false, found, FORMS)
}

const BEARER = '`Authorization: Bearer USER:TOKEN`'
const FORMS = `Send ${BEARER}, or Basic with the user id as name and the token as password.`

function malformedFix(field: string): string {
  if (field.includes(',')) {
    return 'Send one Authorization header: this request has several, or a value with a comma.'
  }
  if (/^basic /i.test(field)) {
    return `Encode \`USER:TOKEN\` in standard base64 with padding, in one line and without quotation marks. ${FORMS}`
  }
  return `Begin with the scheme. ${FORMS}`
}

/** The value of a function, or the refusal that it throws. */
function attempt<T>(read: () => T): T | Error {
  try {
    return read()
  } catch (error) {
    if (isRefusedError(error)) return error
    throw error
  }
}
