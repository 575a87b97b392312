/** Reads a user from the fields of a row. Throws an error with the reason if the row has no valid user. */
import { type RecordValue, type UserIdType, type UserRecord, readUserId } from 'tokenapi'

import { ExactNumber, jsonText } from './exact-json.js'
import type { FieldNames, Target } from './field-names.js'
import { type Outcome, type PasswordOptions, readPassword } from './read-password.js'
import { RowError } from './row-error.js'

export interface ReadOptions extends PasswordOptions {
  readonly names: FieldNames
  readonly idType: UserIdType
  /** Whether every value is text, as in CSV; else it is what JSON says. */
  readonly isText: boolean
  /** Whether a field that means nothing is left out; else its row is bad. */
  readonly ignoreUnknown: boolean
}

/** A user to be added. */
export interface NewRow {
  readonly record: UserRecord
  /** What its hash is made of: a plain password, or `null` for a user without one. */
  readonly from?: string | null
  /** What was done with a hash of another program. */
  readonly outcome?: Outcome
}

type Fields = Readonly<Record<string, unknown>>

export function readUser(fields: Fields, options: ReadOptions): NewRow {
  const { given, columns } = sortOut(fields, options)
  const id = readId(given.get('id'), options.idType)
  const { encoded, ...password } = readPassword(given.get('password'), options)
  const isActive = given.has('isActive') ? readActive(given.get('isActive')) : true
  const record = {
    ...(id === undefined ? {} : { id }),
    username: readName(given.get('username')),
    password: encoded,
    isActive,
    columns,
  }
  return { record, ...password }
}

/**
 * Looks at names alone, as the first line of a CSV file has them. Throws `RowError`, which holds none of
 * them before it is sure that they are names: a file without such a line begins with a password.
 */
export function checkNames(names: readonly string[], options: ReadOptions): void {
  const targets = names.flatMap((name) => options.names(name)?.is ?? [])
  const missing = (['username', 'password'] as const).filter((is) => !targets.includes(is))
  if (missing.length === 2) {
    throw new RowError(
      'the first line must name the columns, such as "username,password", with a comma, a semicolon, a tab or | between them',
    )
  }
  if (missing.length > 0) throw new RowError(`no field is called "${missing[0]}"`)
  const seen = new Set<string>()
  const twice = names.find((name) => seen.size === seen.add(name).size)
  if (twice !== undefined) throw new RowError(`"${twice}" is there twice`)
  sortOut(Object.fromEntries(names.map((name) => [name, null])), options)
}

interface Sorted {
  readonly given: ReadonlyMap<Exclude<Target['is'], 'column'>, unknown>
  readonly columns: Readonly<Record<string, RecordValue>>
}

function sortOut(fields: Fields, { names, ignoreUnknown, isText }: ReadOptions): Sorted {
  const given = new Map<Exclude<Target['is'], 'column'>, unknown>()
  const columns = new Map<string, RecordValue>()
  for (const [name, value] of Object.entries(fields)) {
    const target = names(name)
    if (target === undefined) {
      if (ignoreUnknown) continue
      throw new RowError(`the table has no column "${name}" (--ignore-unknown leaves it out)`)
    }
    const isThere = target.is === 'column' ? columns.has(target.column) : given.has(target.is)
    if (isThere) {
      throw new RowError(`"${name}" means the same as another field: leave one out`)
    }
    if (target.is !== 'column') given.set(target.is, value)
    else columns.set(target.column, isText ? textColumn(value) : columnValue(name, value, target))
  }
  return { given, columns: Object.fromEntries(columns) }
}

function textColumn(value: unknown): RecordValue {
  return typeof value === 'string' ? value : null
}

function columnValue(
  name: string,
  value: unknown,
  { takesJson, isReference }: Extract<Target, { is: 'column' }>,
): RecordValue {
  if (value === null) return null
  if (takesJson === 'always') return jsonText(value)
  if (value instanceof ExactNumber) return value.text
  if (typeof value !== 'object') return value as RecordValue
  if (takesJson === 'as text') return jsonText(value)
  throw new RowError(
    isReference
      ? `"${name}" is a natural key, and its column takes an id: dump without --natural-foreign`
      : `"${name}" is a list or an object, and its column holds no JSON (in a dump: a natural key, dump without --natural-foreign)`,
  )
}

function readName(value: unknown): string {
  if (value instanceof ExactNumber) return value.text
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string' && value !== '') return value
  throw new RowError('it has no user name')
}

function readId(value: unknown, idType: UserIdType): UserRecord['id'] {
  if (value === undefined || value === null || value === '') return undefined
  const text = value instanceof ExactNumber ? value.text : value
  const readable = typeof text === 'string' || typeof text === 'number'
  const id = readable ? readUserId(String(text), idType) : undefined
  if (id !== undefined) return id
  throw new RowError(`the id is not of type ${idType}`)
}

const TRUE = /^(?:t|true|1|y|yes)$/i
const FALSE = /^(?:f|false|0|n|no)$/i

function readActive(value: unknown): boolean {
  const text = ['boolean', 'number', 'string'].includes(typeof value) ? `${value}` : ''
  if (TRUE.test(text)) return true
  if (FALSE.test(text)) return false
  throw new RowError('"is_active" must be true or false')
}
