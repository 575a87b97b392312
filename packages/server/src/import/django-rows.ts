/** Objects of Django's `dumpdata`: a JSON list, or with `--format jsonl` one on each line. */
import { parseExactly } from './exact-json.js'
import { FileError } from './file-error.js'
import { jsonElements } from './json-elements.js'
import { isObject } from './jsonl-rows.js'
import type { Place, SourceRow } from './source-row.js'

export interface DjangoOptions {
  /** The model of the users, "auth.user"; case does not count. */
  readonly model: string
  /** Whether a field has a column. */
  hasColumn(field: string): boolean
}

/** What a dump holds besides the users. */
export interface DjangoRest {
  /** Objects by their models. */
  readonly others: Map<string, { count: number; hasPassword: boolean }>
  /** Fields that are kept in tables of their own, such as `groups`. */
  readonly lists: Set<string>
}

export async function* djangoRows(
  chunks: AsyncIterable<Buffer>,
  options: DjangoOptions,
  rest: DjangoRest,
): AsyncGenerator<SourceRow> {
  let count = 0
  let users = 0
  for await (const { text, end } of jsonElements(chunks)) {
    const place = { place: `object ${++count}`, end }
    const row = djangoRow(valueOf(text, place.place), place, options, rest)
    if (row === undefined) continue
    users++
    yield row
  }
  if (users === 0) checkModel(options, rest)
}

function valueOf(text: string, place: string): unknown {
  try {
    return parseExactly(text)
  } catch {
    throw new FileError('it is not JSON, or cut', place)
  }
}

/** Whether a JSON value is one of a dump's objects. */
export function isDjangoObject(value: unknown): value is DjangoObject {
  return isObject(value) && typeof value['model'] === 'string' && isObject(value['fields'])
}

interface DjangoObject extends Readonly<Record<string, unknown>> {
  readonly model: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** `undefined` for an object of another model. */
export function djangoRow(
  value: unknown,
  place: Place,
  { model, hasColumn }: DjangoOptions,
  { others, lists }: DjangoRest,
): SourceRow | undefined {
  if (!isDjangoObject(value)) {
    return { ...place, problem: 'it has no "model" and "fields", as dumpdata writes them' }
  }
  const given = Object.entries(value.fields)
  if (value.model.toLowerCase() !== model.toLowerCase()) {
    const other = others.get(value.model) ?? { count: 0, hasPassword: false }
    other.count++
    other.hasPassword ||= Object.hasOwn(value.fields, 'password')
    others.set(value.model, other)
    return undefined
  }
  const fields = given.filter(([name, field]) => {
    const isElsewhere = Array.isArray(field) && !hasColumn(name)
    if (isElsewhere) lists.add(name)
    return !isElsewhere
  })
  const pk = value['pk'] === undefined ? [] : [['pk', value['pk']] as const]
  return { ...place, fields: Object.fromEntries([...pk, ...fields]) }
}

/** Models that are named, of a dump of a whole database. */
const MOST_MODELS = 5

/** Throws where a dump holds objects and no user: the model of the users is another. */
export function checkModel({ model }: DjangoOptions, { others }: DjangoRest): void {
  if (others.size === 0) return
  const all = [...others].toSorted(([, a], [, b]) => b.count - a.count)
  const withPassword = all.filter(([, { hasPassword }]) => hasPassword)
  const named = (withPassword.length === 0 ? all : withPassword).slice(0, MOST_MODELS)
  const list = named.map(([name, { count }]) => `${count.toLocaleString('en')} ${name}`).join(', ')
  const [likely] = withPassword
  const flag =
    likely === undefined ? '--model names the model of the users' : `--model ${likely[0]}`
  throw new FileError(`no ${model} in it; ${list}: ${flag}`)
}
