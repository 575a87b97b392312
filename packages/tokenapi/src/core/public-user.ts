import type { StoredUser, User, UserId } from './user.js'

/** What a handler gets of a stored user: never the hash, and nothing that JSON cannot hold. */
export function publicUser({ id, username, isActive }: StoredUser): User {
  return Object.freeze({ id: publicId(id), username, isActive })
}

/** The key of a user where it may be sent as JSON: a bigint as its digits. */
export function publicId(id: UserId): User['id'] {
  return typeof id === 'bigint' ? String(id) : id
}
