/** A database of a test's own. */
export interface Database {
  readonly url: string
  /** As the superuser. Rows as the driver gives them; moments as dates. */
  query<Row = Record<string, unknown>>(sql: string, values?: readonly unknown[]): Promise<Row[]>
  /** A login that may do on these tables what is listed, and nothing else: its URL. */
  createRole(grants: Grants): Promise<string>
  /** The roles as well. */
  drop(): Promise<void>
}

/** Privileges by table, in SQL: `{ auth_user: 'SELECT (id, username), UPDATE (password)' }`. */
export type Grants = Readonly<Record<string, string>>
