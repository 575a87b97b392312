/**
 * Further columns of a user that a handler sees: `user.email`, without a second query. A store names
 * them; nothing that it does not name reaches a handler.
 */
import { ConfigError } from './errors.js'
import type { JsonValue } from './runtime/json-form.js'

/** Django's own columns, as handlers see them. */
export interface DjangoAttributes {
  readonly email: string
  readonly first_name: string
  readonly last_name: string
  readonly is_staff: boolean
  readonly is_superuser: boolean
  /** ISO 8601 in UTC. */
  readonly date_joined: string
  readonly last_login: string | null
}

/** The attributes of these names: Django's columns have their types, others are any JSON value. */
export type AttributesOf<N extends string> = string extends N
  ? object
  : { readonly [K in N]: K extends keyof DjangoAttributes ? DjangoAttributes[K] : JsonValue }

/** What a user has anyway; an attribute of such a name would hide it, or be the hash. */
const TAKEN: ReadonlySet<string> = new Set(['id', 'username', 'isactive', 'password', '__proto__'])

/**
 * The names of attributes, checked. Throws `ConfigError` for one that a user has anyway, for one that is
 * among `secret`, and for one that is named twice.
 */
export function readAttributeNames(
  given: unknown,
  option: string,
  secret: readonly string[] = [],
): readonly string[] {
  if (given === undefined) return []
  if (!Array.isArray(given)) throw new ConfigError(`\`${option}\` must be a list of names`)
  const secrets = new Set(secret.map((name) => name.toLowerCase()))
  const names = new Set<string>()
  for (const name of given as readonly unknown[]) {
    if (typeof name !== 'string' || name === '' || name.includes('\0')) {
      throw new ConfigError(`\`${option}\` must be a list of names; one of them is not a name`)
    }
    // Databases take "PASSWORD" for "password".
    if (secrets.has(name.toLowerCase())) {
      throw new ConfigError(
        `\`${option}\` names "${name}", the column of the password hash: a handler never gets it`,
      )
    }
    if (TAKEN.has(name.toLowerCase())) {
      throw new ConfigError(
        `\`${option}\` names "${name}", which a user cannot have as an attribute: leave it out`,
      )
    }
    if (names.has(name)) throw new ConfigError(`\`${option}\` names "${name}" twice`)
    names.add(name)
  }
  return Object.freeze([...names])
}
