/** Users as text, in each of the formats that `import users` reads. */
import type { RecordValue, StoredUser, UserRecord } from 'tokenapi'

import type { TableOfUsers } from '../import/field-names.js'
import type { FileFormat } from '../import/file-format.js'

type Field = readonly [name: string, value: RecordValue]
type Record = StoredUser & UserRecord

/** Text before the first user, for each, between two, and after the last. */
export interface RecordText {
  readonly head: string
  of(record: Record): string
  readonly between: string
  readonly tail: string
}

export function recordText(format: FileFormat, table: TableOfUsers, model: string): RecordText {
  const isJson = jsonColumns(table)
  switch (format) {
    case 'csv':
      return csvText(table)
    case 'jsonl':
      return {
        head: '',
        of: (record) => `${jsonObject(fieldsOf(record, table), isJson)}\n`,
        between: '',
        tail: '',
      }
    case 'django':
      return {
        head: '[\n',
        of(record) {
          const fields = jsonObject(modelFields(record, table), isJson)
          const pk = JSON.stringify(jsonId(record))
          return `{"model":${JSON.stringify(model)},"pk":${pk},"fields":${fields}}`
        },
        between: ',\n',
        tail: '\n]\n',
      }
  }
}

function csvText(table: TableOfUsers): RecordText {
  const names = fieldsOf(NOBODY, table).map(([name]) => name)
  const further = furtherOf(table)
  const line = (cells: readonly RecordValue[]): string => `${cells.map(cell).join(',')}\n`
  return {
    head: line([...names, ...further]),
    of: (record) => {
      const values = fieldsOf({ ...record, columns: {} }, table).map(([, value]) => value)
      return line([...values, ...further.map((name) => record.columns?.[name] ?? null)])
    },
    between: '',
    tail: '',
  }
}

const NOBODY: Record = { id: 0, username: '', password: '', isActive: true, columns: {} }

/** The names that `import users` knows, unless the table means another column by one of them. */
function fieldsOf(record: Record, table: TableOfUsers): readonly Field[] {
  const { mapping } = table
  const taken = new Set(furtherOf(table))
  const name = (ours: string, theirs: string): string => (taken.has(ours) ? theirs : ours)
  return [
    [name('id', mapping.id), jsonId(record)],
    [name('username', mapping.username), record.username],
    [name('password', mapping.password), record.password],
    ...(mapping.isActive === null
      ? []
      : [[name('is_active', mapping.isActive), record.isActive] as const]),
    ...Object.entries(record.columns ?? {}),
  ]
}

/** As Django's models call them: by their columns. */
function modelFields(
  { username, password, isActive, columns }: Record,
  { mapping }: TableOfUsers,
): readonly Field[] {
  return [
    [mapping.username, username],
    [mapping.password, password],
    ...(mapping.isActive === null ? [] : [[mapping.isActive, isActive] as const]),
    ...Object.entries(columns ?? {}),
  ]
}

/** Columns whose values are JSON texts already, with every digit of their numbers. */
function jsonColumns({ columns }: TableOfUsers): ReadonlySet<string> {
  return new Set(columns.filter(({ kind }) => kind === 'json').map(({ name }) => name))
}

function jsonObject(fields: readonly Field[], isJson: ReadonlySet<string>): string {
  const members = fields.map(([name, value]) => {
    const isText = typeof value !== 'string' || !isJson.has(name)
    return `${JSON.stringify(name)}:${isText ? JSON.stringify(value) : inOneLine(value)}`
  })
  return `{${members.join(',')}}`
}

/** JSON without the white space between its tokens. */
function inOneLine(json: string): string {
  return json.replace(/("[^"\\]*(?:\\.[^"\\]*)*")|\s+/g, '$1')
}

function furtherOf({ columns, mapping }: TableOfUsers): readonly string[] {
  const mapped = new Set([mapping.id, mapping.username, mapping.password, mapping.isActive])
  return columns.map(({ name }) => name).filter((name) => !mapped.has(name))
}

/** No JSON parser is sure to keep a number beyond 2^53. */
function jsonId({ id }: Record): string | number {
  return typeof id === 'bigint' ? id.toString() : id
}

// field = *TEXTDATA / DQUOTE *( TEXTDATA / COMMA / CR / LF / 2DQUOTE ) DQUOTE        RFC 4180 §2
// NULL is an empty field, and the empty text is in quotes, as in PostgreSQL's COPY.
function cell(value: RecordValue): string {
  if (value === null) return ''
  const text = String(value)
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
