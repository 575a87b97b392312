/** Which tokens that may be out there a change of settings would end: made and checked, user by user. */
import { type TokenApi, type StoredUser, createTokenApi } from 'tokenapi'
import type { SqlStore } from 'tokenapi/sqlite'

import { windowOptionsOf } from '../api.js'
import type { Config } from '../config/read-config.js'
import { datesUntil, localDate } from './local-date.js'

/** Settings and the keys that they name, the signing one first. */
export interface TokenRules {
  readonly config: Config
  readonly keys: readonly string[]
}

/** The tokens of one date and one key, of all active users. */
export interface TokenGroup {
  /** yyyy-mm-dd */
  readonly date: string
  /** "current", "fallback 1", … of the present ring. */
  readonly key: string
  /** Users whose token of that date and key would end. */
  readonly lost: number
}

export interface Losses {
  readonly active: number
  /** Left out: their tokens are refused already. */
  readonly inactive: number
  /** Active users who would lose a token at least, and all. */
  readonly loseSome: number
  readonly loseAll: number
  readonly tokens: readonly TokenGroup[]
}

export interface Simulation {
  add(users: readonly StoredUser[]): void
  losses(): Losses
}

interface Group {
  readonly date: Date
  readonly key: string
  readonly maker: Maker
  /** Whether the new settings refuse the date, for every token. */
  readonly expires: boolean
  lost: number
}

/**
 * A token may be out there for every date that is good now, signed by any key of the ring. Dates of
 * the future are not looked at: nobody hands them out.
 */
export function createSimulation(
  store: SqlStore,
  before: TokenRules,
  after: TokenRules,
  now: Date,
): Simulation {
  const apiOf = ({ config, keys }: TokenRules): TokenApi =>
    createTokenApi({ store, secretKey: keys, ...windowOptionsOf(config), now: () => now, onEvent })
  const present = apiOf(before)
  const apiAfter = apiOf(after)
  const today = localDate(before.config.TIME_ZONE, now)
  const dates = datesUntil(today, before.config.TOKEN_TIMEOUT_DAYS)
  const groups = before.keys.flatMap((secretKey, i) => {
    if (before.keys.indexOf(secretKey) < i) return []
    const key = i === 0 ? 'current' : `fallback ${i}`
    const maker = createMaker(store, secretKey)
    const sameKey = apiOf({ config: after.config, keys: [secretKey] })
    return dates.flatMap((date): Group[] => {
      const token = maker.makeToken(NOBODY, date)
      const expires = !sameKey.checkToken(NOBODY, token)
      return present.checkToken(NOBODY, token) ? [{ date, key, maker, expires, lost: 0 }] : []
    })
  })
  const sums = { active: 0, inactive: 0, loseSome: 0, loseAll: 0 }

  return {
    add(users) {
      const active = users.filter(({ isActive }) => isActive)
      const lost = new Uint32Array(active.length)
      for (const group of groups) {
        for (const [i, user] of active.entries()) {
          const isGood =
            !group.expires && apiAfter.checkToken(user, group.maker.makeToken(user, group.date))
          if (isGood) continue
          group.lost++
          lost[i] = (lost[i] ?? 0) + 1
        }
      }
      sums.active += active.length
      sums.inactive += users.length - active.length
      sums.loseSome += lost.filter((count) => count > 0).length
      sums.loseAll += lost.filter((count) => count > 0 && count === groups.length).length
    },
    losses: () => ({
      ...sums,
      tokens: groups.map(({ date, key, lost }) => ({
        date: date.toISOString().slice(0, 10),
        key,
        lost,
      })),
    }),
  }
}

/** Whether a key is weak is for `check-secret.ts` to say. */
const onEvent = (): void => {}

const NOBODY: StoredUser = { id: 0, username: '', password: '', isActive: true }

interface Maker {
  makeToken(user: StoredUser, date: Date): string
}

/** Makes the tokens of one key, for any date. */
function createMaker(store: SqlStore, secretKey: string): Maker {
  let at = new Date()
  const api: TokenApi = createTokenApi({
    store,
    secretKey,
    timeZone: 'UTC',
    now: () => at,
    onEvent,
  })
  return {
    makeToken(user, date) {
      at = date
      return api.makeToken(user)
    },
  }
}
