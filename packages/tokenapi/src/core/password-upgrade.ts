/** A login whose stored hash is outdated makes a new one, and ends nobody's tokens by it. */
import type { TokenWindow } from './classic-token.js'
import type { TokenApiEvent } from './events.js'
import { type KeptToken, bindingOf, livingTokens } from './kept-token.js'
import type { PasswordHasher } from './password-hasher.js'
import { publicId } from './public-user.js'
import type { KeyRing } from './secret-key.js'
import type { Store, StoredUser, UserId } from './user.js'

/** A new hash of the same password, and what must outlive it. */
export interface PasswordUpgrade {
  readonly id: UserId
  /** The stored hash that the password was checked against. */
  readonly from: string
  readonly to: string
  /** Absent where tokens end with the hash, as the original has it. */
  readonly keep?: {
    /** What tokens kept before are bound to, and what all are bound to from now on. */
    readonly boundFrom: string
    readonly boundTo: string
    readonly tokens: readonly KeptToken[]
    /** The number of today: what was good until a day before it may be forgotten. */
    readonly today: number
  }
}

/** The port behind which hashes are upgraded. A store without it leaves every hash as it is. */
export interface PasswordUpgradeStore {
  /** Whether there is a place for kept tokens; without one hashes stay as they are. */
  canKeepTokens(): Promise<boolean>
  /**
   * Swaps the stored hash where it is still `from`, and keeps the tokens, in one step that others see
   * whole or not at all. `false`, and nothing done, where it is another by now.
   */
  upgradePassword(upgrade: PasswordUpgrade): Promise<boolean>
  /** What the token with this digest is bound to; `undefined` where it is not kept. */
  findKeptToken(digest: string): Promise<string | undefined>
}

export function isUpgradeStore(store: Store): store is Store & PasswordUpgradeStore {
  return store.upgradePassword !== undefined && store.findKeptToken !== undefined
}

export interface UpgradeOptions {
  readonly store: Store
  readonly hasher: PasswordHasher
  readonly ring: KeyRing
  /** As Django: any other hash than the preferred one is made anew, and tokens end. */
  readonly exact: boolean
  readonly onEvent?: ((event: TokenApiEvent) => void) | undefined
  window(): TokenWindow
}

/**
 * The user as stored after a right login: with a new hash, or as before where that is current, cannot
 * be upgraded, or could not be now (a login never fails for it). `undefined` where somebody else
 * changed the hash meanwhile, so that the login has to be decided again.
 */
export type Upgrade = (user: StoredUser, password: string) => Promise<StoredUser | undefined>

/** Milliseconds without another try after one that failed: a role may lack the right for ever. */
const PAUSE = 60_000

export function createUpgrade(options: UpgradeOptions): Upgrade {
  const { store, hasher, ring, exact, onEvent, window } = options
  if (!isUpgradeStore(store)) return async (user) => user
  let pausedUntil = 0

  const upgrade = async (user: StoredUser, password: string): Promise<StoredUser | undefined> => {
    const now = window()
    const tokens = exact ? undefined : livingTokens(ring, user, now)
    if (!exact && (tokens === undefined || !(await store.canKeepTokens()))) return user
    const upgraded = { ...user, password: await hasher.make(password) }
    const done = await store.upgradePassword({
      id: user.id,
      from: user.password,
      to: upgraded.password,
      ...(tokens === undefined
        ? {}
        : {
            keep: {
              boundFrom: bindingOf(user),
              boundTo: bindingOf(upgraded),
              tokens,
              today: now.today,
            },
          }),
    })
    if (!done) return undefined
    onEvent?.({ type: 'upgrade', outcome: 'ok', userId: publicId(user.id) })
    return upgraded
  }

  return async (user, password) => {
    const rule = exact ? 'different' : 'weaker'
    if (performance.now() < pausedUntil || !hasher.mustUpdate(user.password, rule)) return user
    try {
      return await upgrade(user, password)
    } catch (error) {
      pausedUntil = performance.now() + PAUSE
      onEvent?.({ type: 'upgrade', outcome: 'unavailable', error })
      // Whichever hash is stored now, the token of this one is good: it is kept, or still current. Where
      // none are kept only the store knows.
      return exact ? undefined : user
    }
  }
}
