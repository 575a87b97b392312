/** A login whose stored hash is outdated makes a new one, and keeps the user's tokens. */
import type { TokenWindow } from '../classic/classic-token.js'
import { describeError } from '../describe-error.js'
import { failedEvent } from '../events/failed-event.js'
import { bindingOf, validTokens } from '../classic/kept-token.js'
import type { RequestOfEvent } from '../events/outcome-report.js'
import type { HashClient, PasswordHasher } from './password-hasher.js'
import { publicId } from '../public-user.js'
import type { Reporter } from '../events/reporter.js'
import type { KeyRing } from '../secret-key.js'
import type { StoredUser } from '../user.js'
import type { PasswordUpgrades } from '../store.js'
import type { OperatorWarning } from '../events/warn-once.js'

export interface UpgradeOptions {
  readonly upgrades: PasswordUpgrades | undefined
  readonly hasher: PasswordHasher
  readonly ring: KeyRing
  /** As Django: a login replaces every hash that differs from the preferred one, and tokens end with it. */
  readonly asDjango: boolean
  /** `undefined`: unless Django uses the same database, as both would replace each other's hashes. */
  readonly wanted: boolean | undefined
  /** Whether access tokens are on: they stay valid too. */
  readonly hasAccessTokens: boolean
  readonly reporter: Pick<Reporter, 'tell'>
  window(): TokenWindow
}

/**
 * The user as stored after a successful login: with a new hash, or unchanged if the hash is current,
 * cannot be upgraded, or the upgrade failed (a login never fails for it). `undefined` if the hash was
 * changed meanwhile: the login must be checked again.
 */
export type Upgrade = (
  user: StoredUser,
  password: string,
  request: RequestOfEvent,
  client: Pick<HashClient, 'account' | 'network'>,
) => Promise<StoredUser | undefined>

/** Milliseconds until the next attempt after a failed one: the database role may lack the right. */
const PAUSE = 60_000

export function createUpgrade(options: UpgradeOptions): Upgrade {
  const { upgrades, hasher, ring, asDjango, wanted, hasAccessTokens, reporter, window } = options
  if (upgrades === undefined || wanted === false) return async (user) => user
  let pausedUntil = 0

  const upgrade: Upgrade = async (user, password, request, client) => {
    if (wanted === undefined && (await upgrades.isSharedWithDjango?.()) === true) return user
    const now = window()
    const tokens = asDjango ? undefined : validTokens(ring, user, now)
    if (!asDjango && (tokens === undefined || !(await upgrades.canKeepTokens()))) return user
    const { account, network } = client
    // The password was right, so the hash has a place. It is made for a client that is gone too.
    const made = await hasher.make(password, { account, network, isKnown: true })
    const upgraded = { ...user, password: made }
    const binding = { from: bindingOf(user), to: bindingOf(upgraded) }
    const done = await upgrades.replaceHash({
      id: user.id,
      from: user.password,
      to: upgraded.password,
      ...(tokens === undefined
        ? {}
        : {
            keep: {
              boundFrom: binding.from,
              boundTo: binding.to,
              tokens,
              today: now.today,
            },
          }),
      ...(hasAccessTokens && { rebind: binding }),
    })
    if (!done) return undefined
    reporter.tell(() => ({
      name: 'password.upgraded',
      userId: publicId(user.id),
      request: request(),
    }))
    return upgraded
  }

  return async (user, password, request, client) => {
    const rule = asDjango ? 'different' : 'weaker'
    if (performance.now() < pausedUntil || !hasher.mustUpdate(user.password, rule)) return user
    try {
      return await upgrade(user, password, request, client)
    } catch (error) {
      pausedUntil = performance.now() + PAUSE
      reporter.tell(
        () =>
          failedEvent('password.upgrade_failed', error, {
            userId: publicId(user.id),
            request: request(),
          }),
        () => notStored(error),
      )
      // The token of the old hash is valid in either case: it was kept, or the hash is unchanged. As Django,
      // which keeps none, check the login again.
      return asDjango ? undefined : user
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
