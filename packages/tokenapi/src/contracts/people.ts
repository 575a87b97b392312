/** Whom a tested store holds, under keys of each type. */
import type { UserId } from '../core/user.js'
import type { NewUser } from '../core/store.js'

/** What the keys are: `integer` of 32 bits at least, `bigint` of 64; as text `uuid` or `string`. */
export type IdType = 'integer' | 'bigint' | 'uuid' | 'string'

export interface Keys {
  /** In their order. */
  readonly given: readonly [UserId, UserId, UserId, UserId, UserId]
  /** Given when somebody is added. */
  readonly spare: UserId
  /** Given to nobody, though a store may mistake them for one that is. */
  readonly free: readonly UserId[]
  /** What a column of this type may not hold at all. */
  readonly beyond: readonly UserId[]
}

/** A user as a store must give it. */
export type Person = Required<NewUser>

/** Canonical ids alone, as `readUserId` spells them: nothing else reaches a store. */
export const KEYS: Readonly<Record<IdType, Keys>> = {
  integer: {
    given: [1, 2, 10, 300, 2_147_000_000],
    spare: 5,
    free: [0, 3, 100, 2_147_483_647],
    // 2^32 + 1 and 2^33 + 2 are 1 and 2 where 32 bits are left.
    beyond: [
      ...[-1, 2_147_483_648, -2_147_483_648, -2_147_483_649, 4_294_967_297, 8_589_934_594],
      ...[9_007_199_254_740_991, 9_007_199_254_740_993n, 2n ** 63n - 1n, -(2n ** 63n)],
    ],
  },
  bigint: {
    given: [1, 10, 9_007_199_254_740_991, 9_007_199_254_740_993n, 9_223_372_036_854_000_001n],
    spare: 5,
    // What the others become where they are read as doubles.
    free: [
      ...[0, 2, 4_294_967_297, 9_007_199_254_740_992n, 9_007_199_254_740_994n],
      ...[9_223_372_036_854_000_000n, 9_223_372_036_853_999_616n, 2n ** 63n - 1n],
    ],
    beyond: [-1, -9_007_199_254_740_991, -9_007_199_254_740_993n, -(2n ** 63n)],
  },
  uuid: {
    given: [
      '00000000-0000-4000-8000-000000000001',
      '01917a3e-5b7c-7def-8abc-0123456789ab',
      '12345678-1234-4234-8234-123456789012',
      '6f1c9d3e-2a54-4c0b-9f0e-7d1b8a3c5e21',
      'ffffffff-ffff-4fff-bfff-fffffffffffe',
    ],
    spare: '0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f0',
    free: [
      '00000000-0000-4000-8000-000000000002',
      '12345678-1234-4234-8234-123456789013',
      '7f1c9d3e-2a54-4c0b-9f0e-7d1b8a3c5e21',
    ],
    beyond: ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
  },
  string: {
    given: ['42', 'a1', 'b-2', "o'hara", 'user_5@example.com'],
    spare: 'spare',
    free: ['A1', 'á1', 'a1 ', ' a1', 'a', 'a11', '042', '42.0', '4２', 'b_2', 'O’hara', '%', '0'],
    beyond: ['x'.repeat(255), '😀', "' OR ''='", 'a1\t', 'undefined'],
  },
}

/** 128 characters, the most that Django's column holds. */
const LONG_HASH: string = `pbkdf2_sha256$1000000$${'aZ9/+'.repeat(21)}=`
const HASHES = [LONG_HASH, '', '!', 'argon2$argon2id$v=19$m=8,t=1$\'"`\\$1$?', 'md5$$0'] as const

/** Five users. No two names or keys are one where case and accents are ignored. */
const NAMES = ['zoé', 'Maria', 'margot@example.com', '名前', 'n'.repeat(64)] as const

export type People = readonly [Person, Person, Person, Person, Person]

/** The users of most cases; every second one is inactive where that can be kept. */
export function fivePeople(idType: IdType, alwaysActive: boolean): People {
  const person = (i: 0 | 1 | 2 | 3 | 4): Person => ({
    id: KEYS[idType].given[i],
    username: NAMES[i],
    password: HASHES[i],
    isActive: alwaysActive || i % 2 === 0,
  })
  return [person(0), person(1), person(2), person(3), person(4)]
}

/** Users of these names, at most five. */
export function peopleNamed(idType: IdType, names: readonly string[]): readonly Person[] {
  return KEYS[idType].given.slice(0, names.length).map((id, i) => ({
    id,
    username: names[i] ?? '',
    password: `hash of user ${i + 1}`,
    isActive: true,
  }))
}
