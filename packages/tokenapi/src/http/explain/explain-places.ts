/** Where a request presents credentials, as steps of an explanation. No value is repeated. */
import type { Fields } from '../../core/credentials.js'
import { type ExplanationStep, step } from '../../core/explain/explanation.js'
import { attempt } from './attempt.js'
import { headerStep } from './explain-header.js'
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
  const hasAccessTokens = tokenPrefixes.length > 0
  const query = attempt(() => queryFields(view, limits))
  return [
    await formStep(view, limits, places),
    notRead('query', places) ?? fieldsStep('query', query, 'query string'),
    notRead('header', places) ?? headerStep(view, isHeaderRead, hasAccessTokens),
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
  const fixes = [
    others.length > 0 && `The names are \`user\` and \`token\`, and not ${names(others)}.`,
    place === 'query' && fields.get('ticket') && TICKET_UNREAD,
  ].filter((fix) => typeof fix === 'string')
  const fix = fixes.length === 0 ? undefined : fixes.join('\n')
  const found =
    present.length === 0
      ? `no \`user\` and no \`token\` in the ${what}`
      : `only ${names(present)} in the ${what}`
  return step(place, 'skipped', found, fix)
}

const TICKET_UNREAD =
  'There is a `ticket`, which only a guard with `tickets: true` reads; `explain` takes the same option.'

const names = (given: readonly string[]): string => given.map((name) => `\`${name}\``).join(', ')
