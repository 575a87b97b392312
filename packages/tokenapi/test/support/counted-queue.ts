import { createHashQueue } from '../../src/password/hash-queue.ts'
import type { HashQueueOptions } from '../../src/password/hash-queue.ts'
import type { LoginThrottle } from '../../src/core/throttle/login-throttle.ts'
import type { PasswordHasher } from '../../src/index.ts'

/** A hasher over the real queue, whose hashes end when they are told to, and what is counted of its logins. */
export function countedQueue(options: HashQueueOptions) {
  const queue = createHashQueue(options)
  const gates: (() => void)[] = []
  const counts = {
    /** Logins that have come to the hasher. */
    asked: 0,
    /** Passwords whose hash was begun, in order. */
    hashed: [] as string[],
    /** Logins without a hash. */
    cancelled: 0,
  }
  const passwordHasher: PasswordHasher = {
    check: (password, _encoded, client) => {
      counts.asked++
      return queue(async () => {
        counts.hashed.push(password)
        await new Promise<void>((resolve) => gates.push(resolve))
        return password.startsWith('right')
      }, client)
    },
    make: async () => 'unused',
    mustUpdate: () => false,
  }
  const loginThrottle: LoginThrottle = {
    begin: () => ({
      ok: true,
      succeeded: () => undefined,
      cancelled: () => void counts.cancelled++,
    }),
    unlock: () => false,
    state: () => ({ isThrottled: false, failures: 0 }),
  }
  return {
    counts,
    passwordHasher,
    loginThrottle,
    /** Ends the hash that runs for longest. */
    finishOne: () => gates.shift()?.(),
  }
}
