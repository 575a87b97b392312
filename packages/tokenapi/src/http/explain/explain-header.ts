import { isClassicAlone } from '../../core/access/bearer-token.js'
import { isBearerField, readAuthorization } from '../../core/credentials.js'
import { clean } from '../../core/explain/clean.js'
import { type ExplanationStep, step } from '../../core/explain/explanation.js'
import { SWITCH_ON, looksLikeAccessToken } from '../../core/explain/shape-step.js'
import type { RequestView } from '../view/request-view.js'
import { attempt } from './attempt.js'

/** What the Authorization field presents. No value is repeated. */
export function headerStep(
  view: RequestView,
  isRead: boolean,
  hasAccessTokens: boolean,
): ExplanationStep {
  if (!isRead) return step('header', 'skipped', 'not needed: it counts last')
  const field = view.header('authorization')
  if (field === undefined || field === '') {
    const others = OTHER_HEADERS.filter((name) => view.header(name) !== undefined)
    const here = others.length === 0 ? '' : `; there is ${others.join(', ')}, which is not read`
    return step('header', 'skipped', `no Authorization header${here}`)
  }
  const read = attempt(() => readAuthorization(field, hasAccessTokens))
  const forms = formsOf(hasAccessTokens)
  if (read instanceof Error) {
    return step('header', false, 'Authorization is malformed', malformedFix(field, forms))
  }
  if (read !== undefined) {
    if (read.user === undefined) return step('header', true, 'Bearer, with a token alone')
    const empty = [read.user === '' && 'no user', read.token === '' && 'no token'].filter(Boolean)
    const scheme = isBearerField(field) ? 'Bearer' : 'Basic'
    return empty.length === 0
      ? step('header', true, `${scheme}, with user and token`)
      : step('header', false, `${scheme}, with ${empty.join(' and ')}`, forms)
  }
  if (isBearerField(field)) return bearerStep(field, hasAccessTokens)
  const scheme = OTHER_SCHEMES.exec(field)?.[1]
  const found =
    scheme === undefined
      ? 'Authorization has a scheme that is not read'
      : `the scheme ${scheme} is not read`
  return step('header', false, found, forms)
}

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

/** A Bearer field whose credentials cannot be read. */
function bearerStep(field: string, hasAccessTokens: boolean): ExplanationStep {
  const { text, removed } = clean(field.slice('bearer '.length))
  const isAccess = looksLikeAccessToken(text)
  if (isAccess && !hasAccessTokens) {
    const found = 'Bearer, with the form of an access token, and `accessTokens` is off'
    return step('header', false, found, SWITCH_ON)
  }
  if (isAccess && removed.size > 0) {
    const found = `Bearer, with ${[...removed].join(' and ')} around the token`
    return step('header', false, found, `Send the token alone: ${ALONE}.`)
  }
  const isClassic = hasAccessTokens && isClassicAlone(field)
  return !hasAccessTokens || isClassic
    ? step(
        'header',
        false,
        `Bearer, with a ${isClassic ? 'classic ' : ''}token and no user`,
        `Put the user id in front: ${BEARER}.`,
      )
    : step('header', false, 'Bearer, with a value that is no token', formsOf(true))
}

const BEARER = '`Authorization: Bearer USER:TOKEN`'
const ALONE = '`Authorization: Bearer TOKEN`'

/** How credentials are sent. */
export function formsOf(hasAccessTokens: boolean): string {
  return hasAccessTokens
    ? `Send ${ALONE}; with a classic token ${BEARER}, or Basic with the user id as name and the token as password.`
    : `Send ${BEARER}, or Basic with the user id as name and the token as password.`
}

function malformedFix(field: string, forms: string): string {
  if (field.includes(',')) {
    return 'Send one Authorization header: this request has several, or a value with a comma.'
  }
  if (/^basic /i.test(field)) {
    return `Encode \`USER:TOKEN\` in standard base64 with padding, in one line and without quotation marks. ${forms}`
  }
  return `Begin with the scheme. ${forms}`
}
