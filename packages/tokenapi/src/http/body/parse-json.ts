import { RefusedError } from '../../core/errors.js'
import { type Limits, tooManyFields } from './limits.js'

/**
 * What JSON text says, unless that is a list. Throws `RefusedError` for what is no JSON, and where there are more values in it
 * than a form may have fields: text that nests deep or holds thousands of them takes long to parse.
 */
export function parseJson(bytes: Uint8Array, limits: Pick<Limits, 'fields'>): unknown {
  const text = decode(bytes)
  // Refused as a list that a body parser has read would be, however many values it holds.
  if (LIST.test(text)) throw notAnObject()
  if (mostValues(text, limits.fields) > limits.fields) throw tooManyFields(limits.fields)
  try {
    const data: unknown = JSON.parse(text)
    return data
  } catch {
    throw malformed()
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw malformed()
  }
}

const LIST = /^[ \t\r\n]*\[/

export function notAnObject(): RefusedError {
  return new RefusedError('invalid_request', 'The JSON body must be an object.')
}

function malformed(): RefusedError {
  return new RefusedError('invalid_request', 'The body is not valid JSON.')
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const BRACKET = 0x5b
const BRACE = 0x7b

/** No fewer than there are, counted by the character before one: "[", "{" and ","; up to one beyond `limit`. */
function mostValues(text: string, limit: number): number {
  let values = 0
  let isString = false
  for (let at = 0; at < text.length && values <= limit; at++) {
    const unit = text.charCodeAt(at)
    if (unit === QUOTE) isString = !isString
    else if (isString) at += unit === BACKSLASH ? 1 : 0
    else if (unit === COMMA || unit === BRACKET || unit === BRACE) values++
  }
  return values
}
