import type { Fields } from '../../core/credentials.js'
import { RefusedError } from '../../core/errors.js'
import { mediaTypeOf, readBody, readForm } from './form.js'
import type { Limits } from './limits.js'
import { notAnObject, parseJson } from './parse-json.js'
import type { ParsedBody, RequestView } from '../view/request-view.js'

/** The fields of a body. Each method throws `RefusedError` for a value of another type. */
export interface BodyFields {
  text(name: string): string | undefined
  /** In a form "true" or "false". */
  flag(name: string): boolean | undefined
}

const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data']

/** Read as a form, `{"current": true}` would be a field that is ignored. */
const JSON_AS_FORM = 'The body is JSON: send it with `Content-Type: application/json`.'

/**
 * The fields of a JSON object or a form; none for an empty body. 415 for any other body. Of a view whose body can be
 * read twice.
 */
export async function readFields(view: RequestView, limits: Limits): Promise<BodyFields> {
  const type = mediaTypeOf(view)
  const body = await readBody(view, limits)
  if (FORMS.includes(type)) {
    if (isJsonText(body)) throw new RefusedError('invalid_request', JSON_AS_FORM)
    return formFields(view, limits)
  }
  const isEmpty = 'fields' in body ? Object.keys(body.fields).length === 0 : body.bytes.length === 0
  if (isEmpty) return fieldsOfJson({})
  if (type === 'application/json') return fieldsOfJson(objectIn(body, limits))
  throw new RefusedError('unsupported_media_type', 'The body must be a JSON object or a form.')
}

/** The fields of a form. */
export async function formFields(view: RequestView, limits: Limits): Promise<BodyFields> {
  return fieldsOfForm(await readForm(view, limits))
}

/** The fields of a JSON object. */
export async function jsonFields(view: RequestView, limits: Limits): Promise<BodyFields> {
  return fieldsOfJson(objectIn(await readBody(view, limits), limits))
}

const BRACE = 0x7b

function isJsonText(body: ParsedBody): boolean {
  return 'fields' in body
    ? Object.keys(body.fields).some((name) => name.startsWith('{'))
    : body.bytes[0] === BRACE
}

function objectIn(body: ParsedBody, limits: Limits): object {
  const data = 'fields' in body ? body.fields : parseJson(body.bytes, limits)
  if (typeof data !== 'object' || data === null || Array.isArray(data)) throw notAnObject()
  return data
}

function fieldsOfJson(data: object): BodyFields {
  const own = (name: string): unknown => Object.getOwnPropertyDescriptor(data, name)?.value
  return {
    text: (name) => {
      const value = own(name)
      if (value === undefined || typeof value === 'string') return value
      throw wrongType(name, 'a string')
    },
    flag: (name) => {
      const value = own(name)
      if (value === undefined || typeof value === 'boolean') return value
      throw wrongType(name, 'true or false')
    },
  }
}

function fieldsOfForm(form: Fields): BodyFields {
  return {
    text: (name) => form.get(name),
    flag: (name) => {
      const value = form.get(name)
      if (value === undefined) return undefined
      if (value === 'true' || value === 'false') return value === 'true'
      throw wrongType(name, 'true or false')
    },
  }
}

function wrongType(name: string, allowed: string): RefusedError {
  return new RefusedError('invalid_request', `\`${name}\` must be ${allowed}.`)
}
