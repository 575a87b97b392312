/** What a field of a file is for, by its name. */
import type { Column } from 'tokenapi/admin'

/** The columns of a table of users, as `store.inspect()` tells them. */
export interface TableOfUsers {
  readonly columns: readonly Pick<Column, 'name' | 'kind' | 'length'>[]
  readonly mapping: {
    readonly id: string
    readonly username: string
    readonly password: string
    readonly isActive: string | null
  }
}

export type Target =
  | { readonly is: 'id' | 'username' | 'password' | 'isActive' }
  | {
      readonly is: 'column'
      readonly column: string
      /** Whether a list or an object goes into it as JSON. */
      readonly takesJson: 'always' | 'as text' | 'never'
      /** Whether the name is Django's for a column that refers to another table. */
      readonly isReference: boolean
    }

/** The names that every table's users go by, in tokenapi's files and in Django's. */
const NAMES = {
  id: 'id',
  pk: 'id',
  username: 'username',
  password: 'password',
  is_active: 'isActive',
} as const

/** What a name means for this table; `undefined` for a name that means nothing. */
export type FieldNames = (name: string) => Target | undefined

/** The table's own names first; a column of the table is meant where it has one of that name. */
export function fieldNames({ columns, mapping }: TableOfUsers): FieldNames {
  const targets = new Map<string, Target>()
  for (const [name, is] of Object.entries(NAMES)) targets.set(name, { is })
  // As Django calls a column that refers to another table.
  for (const column of columns) {
    if (column.name.endsWith('_id')) targets.set(column.name.slice(0, -3), targetOf(column, true))
  }
  for (const column of columns) targets.set(column.name, targetOf(column, false))
  targets.set(mapping.id, { is: 'id' })
  targets.set(mapping.username, { is: 'username' })
  targets.set(mapping.password, { is: 'password' })
  if (mapping.isActive !== null) targets.set(mapping.isActive, { is: 'isActive' })
  const inAnyCase = ignoringCase(targets)
  return (name) => targets.get(name) ?? inAnyCase.get(name.toLowerCase())
}

function targetOf(
  { name, kind, length }: TableOfUsers['columns'][number],
  isReference: boolean,
): Target {
  const takesText = kind === 'text' && length === undefined && !isReference
  const takesJson = kind === 'json' ? 'always' : takesText ? 'as text' : 'never'
  return { is: 'column', column: name, takesJson, isReference }
}

/** Spreadsheets write "Username". Of names that differ in case alone none is meant. */
function ignoringCase(targets: ReadonlyMap<string, Target>): ReadonlyMap<string, Target> {
  const found = new Map<string, Target>()
  const ambiguous = new Set<string>()
  for (const [name, target] of targets) {
    const lower = name.toLowerCase()
    if (found.has(lower)) ambiguous.add(lower)
    found.set(lower, target)
  }
  for (const lower of ambiguous) found.delete(lower)
  return found
}
