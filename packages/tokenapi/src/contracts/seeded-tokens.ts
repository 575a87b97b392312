/** The access tokens of the world "access". Any process can make the same ones. */
import { readAccessToken, startOf, withChecksum } from '../core/access/access-token.js'
import { base62 } from '../core/access/base62.js'
import { bindingOf } from '../core/classic/kept-token.js'
import { sha256 } from '../core/runtime/sha256.js'
import type { StoredToken, TokenStore } from '../core/access/token-store.js'
import type { StoredUser } from '../core/user.js'

export const PREFIX: string = 'acme'

/** Requests run at the same time, so each one that changes a token has its own. */
interface Seed extends Partial<Pick<StoredToken, 'scopes' | 'expiresAt' | 'revokedAt'>> {
  readonly userId: number
}

const CREATED = Date.UTC(2026, 0, 1)
const [ALICE, BOB, CAROL, DAVE, FRIDA] = [1, 2, 3, 4, 12]

const SEEDS: Readonly<Record<string, Seed>> = {
  'bob': { userId: BOB },
  'bob writes reports': { userId: BOB, scopes: ['reports:write', 'reports:read'] },
  'bob reads reports': { userId: BOB, scopes: ['reports:read'] },
  'bob introspects': { userId: BOB, scopes: ['tokens:introspect'] },
  'bob, expired': { userId: BOB, expiresAt: CREATED + 1_000 },
  'bob, revoked': { userId: BOB, revokedAt: CREATED + 1_000 },
  'carol, who is inactive': { userId: CAROL },
  'alice': { userId: ALICE },
  'alice reads reports': { userId: ALICE, scopes: ['reports:read'] },
  'alice writes tokens': { userId: ALICE, scopes: ['tokens:write'] },
  'to rename': { userId: ALICE },
  'to rename by a form': { userId: ALICE },
  'to rotate': { userId: ALICE },
  'to rotate as the current one': { userId: ALICE, scopes: ['reports:read'] },
  'to rotate by another': { userId: ALICE, scopes: ['tokens:write'] },
  'to revoke': { userId: ALICE },
  'to revoke itself': { userId: ALICE, scopes: [] },
  'to log out': { userId: ALICE, scopes: [] },
  'to log out by a form': { userId: ALICE },
  'to revoke by its text': { userId: ALICE },
  'frida': { userId: FRIDA },
  'frida, elsewhere': { userId: FRIDA },
  'dave': { userId: DAVE },
  'dave, elsewhere': { userId: DAVE },
}

/** The text of a seeded token. */
export function seededToken(name: string): string {
  if (!Object.hasOwn(SEEDS, name)) throw new Error(`no token is seeded as "${name}"`)
  return withChecksum(`${PREFIX}_${base62(BigInt(`0x${sha256(name)}`), 43)}`)
}

/** The id of a seeded token. */
export function seededId(name: string): string {
  return base62(BigInt(`0x${sha256(`id of ${name}`).slice(0, 32)}`), 22)
}

/** Adds all of them to a store. */
export async function seedTokens(tokens: TokenStore, users: readonly StoredUser[]): Promise<void> {
  const limit = {
    ...({ now: CREATED, most: 1_000, onFull: 'refuse' } as const),
    ...{ usedSince: undefined, password: undefined },
  }
  for (const [name, seed] of Object.entries(SEEDS)) {
    await tokens.add(storedToken(name, seed, users), limit)
  }
}

function storedToken(name: string, seed: Seed, users: readonly StoredUser[]): StoredToken {
  const user = users.find(({ id }) => id === seed.userId)
  const digest = readAccessToken(seededToken(name), [PREFIX])
  if (user === undefined || digest === undefined) throw new Error(`cannot seed ${name}`)
  const expiresAt = Date.UTC(2100, 0, 1)
  return {
    id: seededId(name),
    digest,
    start: startOf(seededToken(name)),
    name,
    scopes: ['*'],
    audience: undefined,
    boundTo: bindingOf(user),
    createdAt: CREATED,
    expiresAt,
    renewableUntil: expiresAt,
    lastUsedAt: undefined,
    lastAddress: undefined,
    lastUserAgent: undefined,
    family: seededId(name),
    endsWith: undefined,
    replaces: undefined,
    unusedUntil: undefined,
    replacedAt: undefined,
    revokedAt: undefined,
    ...seed,
  }
}
