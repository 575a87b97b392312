/** Makes a user of a row's fields, or says why there is none in it. */
import { type RecordValue, type UserIdType, type UserRecord, readUserId } from 'tokenapi'
import { describePassword } from 'tokenapi/password'

import type { FieldNames, Target } from './field-names.js'
import { brandErrors, errorKindOf } from '../error-brand.js'

/**
 * - `hashed`: of one of Django's formats, or unusable, kept as they are
 * - `plain`: to be hashed here
 * - `any`: kept as they are, whatever they are
 */
export const PASSWORDS = ['hashed', 'plain', 'any'] as const
export type Passwords = (typeof PASSWORDS)[number]

export interface ReadOptions {
  readonly names: FieldNames
  readonly idType: UserIdType
  readonly passwords: Passwords
  /** Whether a field that means nothing is left out; else its row is bad. */
  readonly ignoreUnknown: boolean
}

/** A user to be added. `plain` is hashed before. */
export interface NewRow {
  readonly record: UserRecord
  readonly plain?: string
}

/** What is wrong with a row. The sentence never holds a password. */
export class RowError extends Error {
  override readonly name = 'RowError'

  static {
    brandErrors(this, 'row')
  }
}

export function isRowError(error: unknown): error is RowError {
  return errorKindOf(error) === 'row'
}

type Fields = Readonly<Record<string, unknown>>

export function readUser(fields: Fields, options: ReadOptions): NewRow {
  const { idType, passwords } = options
  const { given, columns } = sortOut(fields, options)
  const id = readId(given.get('id'), idType)
  const text = readPassword(given.get('password'), passwords)
  const isActive = given.has('isActive') ? readActive(given.get('isActive')) : true
  const record = {
    ...(id === undefined ? {} : { id }),
    username: readName(given.get('username')),
    password: passwords === 'plain' ? '' : text,
    isActive,
    columns,
  }
  return passwords === 'plain' ? { record, plain: text } : { record }
}

/** Looks at names alone, as the first line of a CSV file has them. Throws `RowError`. */
export function checkNames(names: readonly string[], options: ReadOptions): void {
  if (names.length === 1 && /[;\t|]/.test(names[0] ?? '')) {
    throw new RowError('fields are separated by commas, and here they are not')
  }
  const { given } = sortOut(Object.fromEntries(names.map((name) => [name, null])), options)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) throw new RowError(`"${twice}" stands there twice`)
  for (const field of ['username', 'password'] as const) {
    if (given.has(field)) continue
    throw new RowError(`no field is called "${field}"`)
  }
}

interface Sorted {
  readonly given: ReadonlyMap<Exclude<Target['is'], 'column'>, unknown>
  readonly columns: Readonly<Record<string, RecordValue>>
}

function sortOut(fields: Fields, { names, ignoreUnknown }: ReadOptions): Sorted {
  const given = new Map<Exclude<Target['is'], 'column'>, unknown>()
  const columns: [string, RecordValue][] = []
  for (const [name, value] of Object.entries(fields)) {
    const target = names(name)
    if (target === undefined) {
      if (ignoreUnknown) continue
      throw new RowError(`the table has no column "${name}" (--ignore-unknown leaves it out)`)
    }
    if (target.is === 'column') columns.push([target.column, valueOf(value)])
    else if (!given.has(target.is)) given.set(target.is, value)
    else throw new RowError(`"${name}" stands for what another field has given: leave one out`)
  }
  return { given, columns: Object.fromEntries(columns) }
}

/** A list or an object goes into its column as JSON. */
function valueOf(value: unknown): RecordValue {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value
    default:
      return value === null ? null : JSON.stringify(value)
  }
}

function readName(value: unknown): string {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string' && value !== '') return value
  throw new RowError('it has no user name')
}

function readId(value: unknown, idType: UserIdType): UserRecord['id'] {
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new RowError('the id is no whole number, or beyond 2^53 and not given as text')
  }
  const readable = typeof value === 'string' || typeof value === 'number'
  const id = readable ? readUserId(String(value), idType) : undefined
  if (id !== undefined) return id
  throw new RowError(`the id is none of type ${idType}`)
}

const LONE_SURROGATE = /\p{Surrogate}/u

function readPassword(value: unknown, passwords: Passwords): string {
  const text = value === null ? '' : value
  if (typeof text !== 'string') throw new RowError('it has no password')
  const described = describePassword(text)
  // A word that names a format, such as "crypt", is as likely a password.
  const isHash =
    text.includes('$') && (described.state === 'readable' || described.state === 'malformed')
  switch (passwords) {
    case 'any':
      return text
    case 'hashed':
      if (text === '' || isHash) return text
      if (described.state === 'unusable' || described.state === 'readable') return text
      throw new RowError(
        "the password is in none of Django's formats (--passwords plain hashes plain ones)",
      )
    case 'plain':
      if (text === '') throw new RowError('the password is empty')
      if (LONE_SURROGATE.test(text)) throw new RowError('the password holds half a character')
      if (isHash) throw new RowError('the password is a hash already: leave out --passwords plain')
      return text
  }
}

const TRUE = /^(?:t|true|1|y|yes)$/i
const FALSE = /^(?:f|false|0|n|no)$/i

function readActive(value: unknown): boolean {
  const text = ['boolean', 'number', 'string'].includes(typeof value) ? `${value}` : ''
  if (TRUE.test(text)) return true
  if (FALSE.test(text)) return false
  throw new RowError('"is_active" must be true or false')
}
