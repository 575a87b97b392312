export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** A table, quoted already, of a schema: an attached database. */
export const inSchema = (schema: string | undefined, table: string): string =>
  schema === undefined ? table : `${quote(schema)}.${table}`
