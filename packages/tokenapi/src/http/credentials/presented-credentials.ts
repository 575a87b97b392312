import {
  type Credentials,
  type CredentialSource,
  type Fields,
  readCredentials,
} from '../../core/credentials.js'
import { RefusedError, isRefusedError } from '../../core/errors.js'
import type { CredentialPlace } from './credential-places.js'
import { mayHaveForm, readForm } from '../body/form.js'
import type { Limits } from '../body/limits.js'
import { type RequestView, queryOf } from '../view/request-view.js'
import { readQuery } from '../body/url-encoded.js'

const NONE: Fields = new Map()

/** How credentials of an api are read. */
export interface Reading {
  readonly limits: Limits
  /** Prefixes of access tokens, which may be presented without a user; empty where they are off. */
  readonly tokenPrefixes: readonly string[]
}

/**
 * The credentials that a request presents at a guarded view: form, query string, Authorization, of these
 * places alone. At once where there is no form to wait for, as almost always. Throws `RefusedError`.
 */
export function presentedCredentials(
  view: RequestView,
  { limits, tokenPrefixes }: Reading,
  places: readonly CredentialPlace[],
): Credentials | Promise<Credentials> {
  const query = places.includes('query') ? queryFields(view, limits) : NONE
  const source = places.includes('header') ? view : NO_HEADER
  if (!mayHaveForm(view) || !places.includes('form')) {
    return readCredentials(source, query, NONE, tokenPrefixes.length > 0, places)
  }
  return readForm(view, limits).then((form) =>
    readCredentials(source, query, form, tokenPrefixes.length > 0, places),
  )
}

const NO_HEADER: CredentialSource = { header: () => undefined }

/** The fields of the query string. Throws `RefusedError` for a target that is too long. */
export function queryFields(view: RequestView, limits: Limits): Fields {
  refuseLongTarget(view, limits)
  const query = queryOf(view.target)
  return query === '' ? NONE : readQuery(query, limits)
}

/** The same, or `undefined` where nothing is presented. */
export async function optionalCredentials(
  view: RequestView,
  reading: Reading,
  places: readonly CredentialPlace[],
): Promise<Credentials | undefined> {
  try {
    return await presentedCredentials(view, reading, places)
  } catch (error) {
    if (isRefusedError(error) && error.code === 'missing_credentials') return undefined
    throw error
  }
}

/** The credentials of the Authorization field alone; `undefined` for none, and for a field that cannot be read. */
export function headerCredentials(
  view: RequestView,
  { tokenPrefixes }: Pick<Reading, 'tokenPrefixes'>,
): Credentials | undefined {
  // The usual case; an error with its stack would be costly in a flood of logins.
  if (view.header('authorization') === undefined) return undefined
  try {
    return readCredentials(view, NONE, NONE, tokenPrefixes.length > 0)
  } catch (error) {
    if (isRefusedError(error)) return undefined
    throw error
  }
}

/** 414 for a target beyond the limit. */
export function refuseLongTarget(view: Pick<RequestView, 'target'>, limits: Limits): void {
  if (view.target.length > limits.url) {
    throw new RefusedError('uri_too_long', `The URL must not be longer than ${limits.url} bytes.`)
  }
}
