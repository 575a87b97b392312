/** A login whose stored hash is outdated makes a new one, and ends nobody's tokens by it. */
import type { TokenWindow } from './classic-token.js'
import { describeError } from './describe-error.js'
import type { EventRequest } from './events.js'
import { type KeptToken, bindingOf, livingTokens } from './kept-token.js'
import { memberOf } from './member-of.js'
import type { PasswordHasher } from './password-hasher.js'
import { publicId } from './public-user.js'
import type { Reporter } from './reporter.js'
import type { KeyRing } from './secret-key.js'
import type { Store, StoredUser, UserId } from './user.js'
import type { OperatorWarning } from './warn-once.js'

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
  /**
   * Whether a Django runs over the same database, as far as can be told: then hashes are left alone unless
   * `upgradePasswords` is set. A store without it shares its users with none.
   */
  isSharedWithDjango?(): Promise<boolean>
}

export function isUpgradeStore(store: Store): store is Store & PasswordUpgradeStore {
  return (
    typeof memberOf(store, 'upgradePassword') === 'function' &&
    typeof memberOf(store, 'findKeptToken') === 'function'
  )
}

export interface UpgradeOptions {
  readonly store: Store
  readonly hasher: PasswordHasher
  readonly ring: KeyRing
  /** As Django: any other hash than the preferred one is made anew, and tokens end. */
  readonly exact: boolean
  /** `undefined`: only where no Django runs over the same database. Its re-hash and ours would end tokens in turn. */
  readonly wanted: boolean | undefined
  readonly reporter: Pick<Reporter, 'tell' | 'warn'>
  window(): TokenWindow
}

/**
 * The user as stored after a right login: with a new hash, or as before where that is current, cannot
 * be upgraded, or could not be now (a login never fails for it). `undefined` where somebody else
 * changed the hash meanwhile, so that the login has to be decided again.
 */
export type Upgrade = (
  user: StoredUser,
  password: string,
  request: () => EventRequest | undefined,
) => Promise<StoredUser | undefined>

/** Milliseconds without another try after one that failed: a role may lack the right for ever. */
const PAUSE = 60_000

export function createUpgrade(options: UpgradeOptions): Upgrade {
  const { store, hasher, ring, exact, wanted, reporter, window } = options
  const { tell, warn } = reporter
  if (!isUpgradeStore(store) || wanted === false) return async (user) => user
  let pausedUntil = 0

  const upgrade: Upgrade = async (user, password, request) => {
    if (wanted === undefined && (await store.isSharedWithDjango?.()) === true) return user
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
    tell?.(() => ({
      type: 'upgrade',
      outcome: 'ok',
      userId: publicId(user.id),
      request: request(),
    }))
    return upgraded
  }

  return async (user, password, request) => {
    const rule = exact ? 'different' : 'weaker'
    if (performance.now() < pausedUntil || !hasher.mustUpdate(user.password, rule)) return user
    try {
      return await upgrade(user, password, request)
    } catch (error) {
      pausedUntil = performance.now() + PAUSE
      if (tell === undefined) warn(notStored(error))
      else {
        tell(() => ({
          type: 'upgrade',
          outcome: 'unavailable',
          userId: publicId(user.id),
          request: request(),
          error,
        }))
      }
      // Whichever hash is stored now, the token of this one is good: it is kept, or still current. Where
      // none are kept only the store knows.
      return exact ? undefined : user
    }
  }
}

function notStored(error: unknown): OperatorWarning {
  return {
    code: 'TOKENAPI_UPGRADE',
    message: `a login made a new hash of its password, which could not be stored: ${describeError(error)}`,
    fix: 'The login went on. `tokenapi doctor` says which right is missing; `upgradePasswords: false` leaves hashes alone.',
  }
}
