import type { Admission, LoginThrottle, PasswordHasher, ThrottledAttempt } from '../../src/index.ts'

/** An attempt at an account, by its key, from an address. */
export function attemptBy(
  account: string,
  network?: string,
  knownToken?: string,
): ThrottledAttempt {
  return { account, name: account, network, knownToken }
}

/** How many of these attempts are admitted, one after the other; all fail. */
export async function admittedOf(
  throttle: LoginThrottle,
  attempts: Iterable<ThrottledAttempt>,
): Promise<number> {
  let admitted = 0
  for (const attempt of attempts) if ((await throttle.begin(attempt)).ok) admitted++
  return admitted
}

export async function succeed(throttle: LoginThrottle, attempt: ThrottledAttempt): Promise<void> {
  const admission: Admission = await throttle.begin(attempt)
  if (!admission.ok) throw new Error(`not admitted: ${admission.reason}`)
  await admission.succeeded()
}

/** Compares instead of hashing, and counts. */
export function countingHasher(): PasswordHasher & { hashes: number } {
  const hasher = {
    hashes: 0,
    check: async (password: string, encoded: string | undefined) => {
      hasher.hashes++
      // As a hash, which takes longer than a turn.
      await new Promise(setImmediate)
      return encoded === `plain$${password}`
    },
    make: (password: string) => Promise.resolve(`plain$${password}`),
    mustUpdate: () => false,
  }
  return hasher
}

export function* times<T>(count: number, make: (i: number) => T): Iterable<T> {
  for (let i = 0; i < count; i++) yield make(i)
}
