import type { StoredUser } from 'tokenapi'
import { type PasswordDescription, describePassword, recognizeForeignHash } from 'tokenapi/password'

import { printable } from '../table.js'

/** Users whose stored hashes are alike. */
export interface HashGroup {
  readonly state: PasswordDescription['state'] | 'empty'
  /** Of one of Django's formats. */
  readonly algorithm?: string
  /** Of a readable hash: "bare" where another library wrote it, as `$2b$…`. */
  readonly encoding?: 'django' | 'bare'
  /** Of an unknown one: the program that it is of. */
  readonly foreign?: string
  readonly users: number
  /** A few of their ids. */
  readonly examples: readonly string[]
}

export interface HashCounts {
  readonly users: number
  readonly active: number
  /** The most users first. */
  readonly groups: readonly HashGroup[]
  /** Readable, and less strong than what would be made now. */
  readonly weaker: number
  /** Of pbkdf2_sha256: users by iterations. */
  readonly iterations: ReadonlyMap<number, number>
}

export interface HashTally {
  add(users: readonly StoredUser[]): void
  counts(): HashCounts
}

const EXAMPLES = 3
/** Django has one count at a time; a table of any number of counts must not fill the memory. */
const MOST_COUNTS = 1_000

/** Counts users by what their stored hashes are. No hash is kept. */
export function hashTally(isWeaker: (encoded: string) => boolean): HashTally {
  const groups = new Map<string, HashGroup & { users: number; readonly examples: string[] }>()
  const iterations = new Map<number, number>()
  let users = 0
  let active = 0
  let weaker = 0

  const addOne = ({ id, password, isActive }: StoredUser): void => {
    users++
    if (isActive) active++
    const found: PasswordDescription | { readonly state: 'empty' } =
      password === '' ? { state: 'empty' } : describePassword(password)
    const algorithm = 'algorithm' in found ? found.algorithm : undefined
    const encoding = found.state === 'readable' ? found.encoding : undefined
    const foreign = found.state === 'unknown' ? recognizeForeignHash(password)?.format : undefined
    const name = [found.state, algorithm, encoding, foreign].join('\0')
    let group = groups.get(name)
    if (group === undefined) {
      group = {
        state: found.state,
        ...(algorithm === undefined ? {} : { algorithm }),
        ...(encoding === undefined ? {} : { encoding }),
        ...(foreign === undefined ? {} : { foreign }),
        users: 0,
        examples: [],
      }
      groups.set(name, group)
    }
    group.users++
    if (group.examples.length < EXAMPLES) group.examples.push(printable(String(id)))
    if (found.state !== 'readable') return
    if (isWeaker(password)) weaker++
    if (found.algorithm !== 'pbkdf2_sha256' || found.iterations === undefined) return
    const before = iterations.get(found.iterations)
    if (before !== undefined || iterations.size < MOST_COUNTS) {
      iterations.set(found.iterations, (before ?? 0) + 1)
    }
  }

  return {
    add: (batch) => batch.forEach(addOne),
    counts: () => ({
      users,
      active,
      groups: [...groups.values()].toSorted((a, b) => b.users - a.users),
      weaker,
      iterations,
    }),
  }
}
