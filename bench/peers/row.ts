/** A row of the table: one server over one database. */
export interface Row {
  readonly id: string
  /** For people: what authenticates, and on what. */
  readonly name: string
  readonly group: 'bare' | 'tokenapi' | 'peer'
  readonly framework: Framework
  readonly database: Database
  /** When a token is refused whose user was deactivated, or which was deleted. */
  readonly revocation: 'none' | 'next request' | 'within 1 s' | 'at expiry'
  /** `{node}`, `{python}` and `{port}` are filled in. */
  readonly command: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly folder?: string
  /** The list of requests that the load generator sends: one per user. */
  readonly requests: RequestList
  /** The logins of all users; with it the cost of a login and a storm of logins are measured. */
  readonly logins?: LoginList
}

export type Framework =
  | 'node:http'
  | 'Fastify'
  | 'Express'
  | 'Hono'
  | 'Koa'
  | 'Nest'
  | 'AdonisJS'
  | 'Django'

export type Database = 'none' | 'memory' | 'sqlite' | 'postgres'

export type RequestList =
  | 'no-token'
  | 'classic'
  | 'access'
  | 'jwt'
  | 'key'
  | 'drf-key'
  | 'simplejwt'
  | 'better-auth-bearer'
  | 'better-auth-api-key'
  | 'adonis'

export type LoginList = 'tokenapi' | 'by-name' | 'by-email'

export const SQL_DATABASES = ['sqlite', 'postgres'] as const
export type SqlDatabase = (typeof SQL_DATABASES)[number]
