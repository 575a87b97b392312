import { ConfigError } from '../core/errors.js'
import { describeValue, flag, required, text } from '../core/options/option-checks.js'
import { type OptionChecks, readOptions } from '../core/options/read-options.js'
import { readUserId } from '../core/user-id.js'
import type { UserId, UserIdType } from '../core/user.js'

/** A user of a test: a name, or an object with a name, further fields and attributes. */
export type TestUser<A = object> = string | (TestUserFields & Partial<A>)

export interface TestUserFields {
  readonly username: string
  /** Default: the next number, or a UUID or a text with that number. */
  readonly id?: UserId | undefined
  /** In plain text; default "password". */
  readonly password?: string | undefined
  /** Default `true`. */
  readonly isActive?: boolean | undefined
}

/** A user with all fields that a store in memory needs. The password is plain text. */
export type ReadTestUser = Required<{
  readonly [K in keyof TestUserFields]: NonNullable<TestUserFields[K]>
}>

/** The users of a test in their order, each with an id. Throws `ConfigError` for invalid users. */
export function readTestUsers(
  users: readonly TestUser[],
  idType: UserIdType,
  attributes: readonly string[],
): readonly ReadTestUser[] {
  const checks = {
    username: required(text, 'name the user'),
    id: (id: unknown, option: string) => canonical(id, idType, option),
    password: text,
    isActive: flag,
    ...Object.fromEntries(attributes.map((name) => [name, (value: unknown) => value])),
  } as OptionChecks<TestUserFields>
  return users.map((user, i) => {
    const given = typeof user === 'string' ? { username: user } : user
    const read = readOptions('inMemoryApi', given, checks, `users[${i}].`)
    const { id = NEXT[idType](i + 1), password = 'password', isActive = true } = read
    return { ...read, id, password, isActive }
  })
}

/** The default id of the nth user, the same in every run. */
const NEXT: Readonly<Record<UserIdType, (place: number) => UserId>> = {
  integer: (place) => place,
  uuid: (place) => `00000000-0000-4000-8000-${String(place).padStart(12, '0')}`,
  string: (place) => `user-${place}`,
}

function canonical(id: unknown, idType: UserIdType, option: string): UserId {
  const read = readUserId(String(id), idType)
  if (read !== undefined) return read
  throw new ConfigError(
    `\`${option}\` must be an id of \`idType\` "${idType}"; got ${describeValue(id)}`,
  )
}
