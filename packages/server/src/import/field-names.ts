/** What a field of a file is for, by its name. */
import type { Column } from 'tokenapi/sqlite'

/** The columns of a table of users, as `store.inspect()` tells them. */
export interface TableOfUsers {
  readonly columns: readonly Pick<Column, 'name'>[]
  readonly mapping: {
    readonly id: string
    readonly username: string
    readonly password: string
    readonly isActive: string | null
  }
}

export type Target =
  | { readonly is: 'id' | 'username' | 'password' | 'isActive' }
  | { readonly is: 'column'; readonly column: string }

/** The names that every table's users go by, in files of ours and of Django's. */
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
  for (const { name } of columns) {
    if (name.endsWith('_id')) targets.set(name.slice(0, -3), { is: 'column', column: name })
  }
  for (const { name } of columns) targets.set(name, { is: 'column', column: name })
  targets.set(mapping.id, { is: 'id' })
  targets.set(mapping.username, { is: 'username' })
  targets.set(mapping.password, { is: 'password' })
  if (mapping.isActive !== null) targets.set(mapping.isActive, { is: 'isActive' })
  return (name) => targets.get(name)
}
