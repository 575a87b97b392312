/** Cells of the tables. */
import type { Database } from '../row.ts'

const NAMES: Readonly<Record<Database, string>> = {
  none: '–',
  memory: 'memory',
  sqlite: 'SQLite',
  postgres: 'PostgreSQL',
}

export function databaseName(database: Database): string {
  return NAMES[database]
}

/** A dash where there is no figure. */
export function number(value: number | undefined, digits = 0): string {
  if (value === undefined || Number.isNaN(value)) return '–'
  return value.toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
