import type { TokenStore } from './access/token-store.js'
import type { TokenMemory } from './auth-state/token-memory.js'
import { describeError } from './describe-error.js'
import { UnavailableError, isConfigError } from './errors.js'
import { startTimer } from './runtime/timer.js'
import type { HashLoad, PasswordHasher } from './login/password-hasher.js'
import type { UserStore } from './store.js'

/** The state of an api. JSON holds it as it is; it contains no secret and no user. */
export interface Health {
  /** Whether the store answers and has what the options need. */
  readonly ok: boolean
  /**
   * `'unavailable'`: it does not answer, and may by itself later. `'misconfigured'`: a table, a column or a right is
   * missing, which somebody has to mend.
   */
  readonly store: 'answers' | 'unavailable' | 'misconfigured'
  /** Why the store is not usable, in one sentence. */
  readonly reason?: string
  /** Seconds: the longest time for which a valid token is believed without a look-up. */
  readonly maxStaleSeconds: number
  /** Absent where `maxStaleSeconds` is 0. */
  readonly memory?: MemoryHealth
  /** Absent where the `passwordHasher` does not tell. */
  readonly passwordQueue?: HashLoad
  /** Number of events dropped since the start because a listener was too slow. */
  readonly droppedEvents: number
}

/** How much is answered from memory. */
export interface MemoryHealth {
  /** Tokens that are remembered now. */
  readonly remembered: number
  /** Requests that were answered from memory, since the start. */
  readonly hits: number
  /** Requests for which the store was read, or that were refused by their form, since the start. */
  readonly lookUps: number
  /** The share of `hits`, from 0 to 1. 0 before the first request. */
  readonly hitRate: number
  /** Seconds: the age of the oldest entry that is believed now, always less than `maxStaleSeconds`. */
  readonly oldestSeconds: number
}

/** Milliseconds. Longer than the time-outs of our stores, and for stores without any. */
const LONGEST_PING = 5_000

export interface HealthOptions {
  readonly store: Pick<UserStore, 'ping'>
  /** `undefined` where access tokens are off. */
  readonly tokens: Pick<TokenStore, 'ping'> | undefined
  readonly memory: Pick<TokenMemory<never>, 'figures'> | undefined
  readonly maxStaleSeconds: number
  readonly hasher: Pick<PasswordHasher, 'load'>
  droppedEvents(this: void): number
}

/** The health of an api over a store. Never rejects. */
export function createHealth(options: HealthOptions): () => Promise<Health> {
  const { store, tokens, memory, maxStaleSeconds, hasher, droppedEvents } = options
  return async () => {
    const state = await stateOf(async () => {
      await store.ping()
      await tokens?.ping?.()
    })
    const passwordQueue = hasher.load?.()
    return {
      ok: state.store === 'answers',
      ...state,
      maxStaleSeconds,
      ...(memory !== undefined && { memory: memoryHealth(memory) }),
      ...(passwordQueue !== undefined && { passwordQueue }),
      droppedEvents: droppedEvents(),
    }
  }
}

async function stateOf(ping: () => Promise<void>): Promise<Pick<Health, 'store' | 'reason'>> {
  try {
    await inTime(ping())
    return { store: 'answers' }
  } catch (error) {
    const store = isConfigError(error) ? 'misconfigured' : 'unavailable'
    return { store, reason: describeError(error) }
  }
}

function inTime(pinged: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = new UnavailableError(`the store did not answer within ${LONGEST_PING} ms`)
    const timer = startTimer(LONGEST_PING, () => reject(late))
    void pinged.then(resolve, reject).finally(() => timer.stop())
  })
}

function memoryHealth({ figures }: NonNullable<HealthOptions['memory']>): MemoryHealth {
  const { remembered, hits, lookUps, oldest } = figures()
  const hitRate = hits === 0 ? 0 : hits / (hits + lookUps)
  return { remembered, hits, lookUps, hitRate, oldestSeconds: oldest / 1_000 }
}
