import type { TableName } from '../sql/table.js'

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

export const qualified = ({ schema, table }: TableName): string =>
  schema === undefined ? quote(table) : `${quote(schema)}.${quote(table)}`
