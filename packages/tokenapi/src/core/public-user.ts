import { UnavailableError } from './errors.js'
import { type JsonValue, jsonForm } from './runtime/json-form.js'
import type { StoredUser, User, UserId } from './user.js'

/** Makes what a handler gets of a stored user. */
export type ToPublicUser<A> = (stored: StoredUser) => User<A>

/**
 * For a store with these attributes: never the hash, nothing that the store does not name, and nothing
 * that JSON cannot hold. Throws `UnavailableError` where an attribute is missing or is no such value.
 */
export function publicUserMapper<A>(attributes: readonly string[]): ToPublicUser<A> {
  return (stored) => {
    const { id, username, isActive } = stored
    const user: Record<string, JsonValue> = { id: publicId(id), username, isActive }
    for (const name of attributes) user[name] = attributeOf(stored, name)
    return Object.freeze(user) as User<A>
  }
}

/** The key of a user where it may be sent as JSON: a bigint as its digits. */
export function publicId(id: UserId): User['id'] {
  return typeof id === 'bigint' ? String(id) : id
}

/** A hash is longer; an empty or unusable one says nothing. */
const SHORT = 12

function attributeOf(stored: StoredUser, name: string): JsonValue {
  const value: unknown = stored[name as keyof StoredUser]
  // Not what every object inherits.
  if (value === undefined || value === Object.prototype[name as keyof object])
    throw noAttribute(name, 'is missing in what it gave')
  // A view, or a mapping by mistake, may have it under a second name.
  if (value === stored.password && stored.password.length > SHORT) {
    throw noAttribute(name, 'is the password hash, which no handler gets')
  }
  try {
    return jsonForm(value)
  } catch (cause) {
    throw noAttribute(name, `cannot be sent as JSON`, cause)
  }
}

function noAttribute(name: string, why: string, cause?: unknown): UnavailableError {
  return new UnavailableError(`the attribute "${name}" of the store's user ${why}`, { cause })
}
