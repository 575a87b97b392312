import type { PasswordHasher } from '../core/password-hasher.js'
import { readStoredHash } from './identify.js'
import { type Lane, type LaneOptions, createLane } from './lane.js'
import { encodePbkdf2 } from './pbkdf2.js'
import { type PasswordOptions, type Preferred, preferredBy, randomText } from './preferred.js'
import type { StoredHash } from './stored-hash.js'

/** What `createPasswordHasher` takes. */
export interface PasswordHasherOptions extends PasswordOptions, LaneOptions {}

/**
 * The hasher of a login: every format of Django's is checked, new hashes are made with the preferred
 * one. All in one bounded lane. Throws `ConfigError` for options that make no sense.
 */
export function createPasswordHasher(options: PasswordHasherOptions = {}): PasswordHasher {
  const preferred = preferredBy(options)
  const lane: Lane = createLane(options)
  return {
    check: (password, encoded) =>
      lane(async () => {
        const stored = encoded === undefined ? undefined : readStoredHash(encoded)
        if (stored !== undefined && (await stored.verify(password))) return true
        await payTheRest(preferred, password, stored)
        return false
      }),
    make: (password) => lane(() => preferred.encode(password)),
    mustUpdate: (encoded, rule) => preferred.isOutdated(encoded, rule),
  }
}

/**
 * A failed check costs one full hash, whoever the user is: what the stored hash did not cost is paid
 * here (Django's harden_runtime and its dummy hash for unknown users; CVE-2016-2513, CVE-2024-39329).
 */
async function payTheRest(
  preferred: Preferred,
  password: string,
  stored: StoredHash | undefined,
): Promise<void> {
  if (stored?.cost === 'full') return
  if (stored === undefined || stored.cost === 'negligible' || preferred.rounds === undefined) {
    await preferred.encode(password)
    return
  }
  const iterations = preferred.rounds - stored.cost.rounds
  if (iterations > 0) {
    await encodePbkdf2('pbkdf2_sha256', password, { salt: randomText(22), iterations })
  }
}
