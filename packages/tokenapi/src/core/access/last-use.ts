/**
 * When, from where and with what a token was used last. Nothing is written while a request waits: uses are
 * written in batches, at most one a minute for each token. After a crash those of one interval are missing.
 */
import { describeError } from '../describe-error.js'
import { recentMap } from '../auth-state/recent-map.js'
import type { Reporter } from '../events/reporter.js'
import { type Timer, startTimer } from '../runtime/timer.js'
import type { TokenStore, TokenUse } from './token-store.js'
import type { TokenClient } from '../verify-token.js'

/** A token that is used, as the store had it. */
interface UsedToken {
  readonly tokenId: string
  readonly lastUsedAt: number | undefined
  readonly unusedUntil: number | undefined
}

export interface LastUse {
  /** Notes a use. Never throws, and awaits nothing. */
  note(token: UsedToken, now: number, client: () => TokenClient): void
  /** The time of a use that is not written yet. */
  usedAt(id: string): number | undefined
  /** Writes what is noted. Never rejects. */
  flush(): Promise<void>
}

/** Milliseconds between two records of one token. */
const PAUSE = 60_000
/** Milliseconds from a use to its record, and that the first use of a rotated token counts here longer than elsewhere. */
const INTERVAL = 10_000
/** Tokens that wait for their record, each about 300 bytes. Further uses are not recorded. */
const MOST = 10_000
const BATCH = 500
const LONGEST_ADDRESS = 45
const LONGEST_USER_AGENT = 200
/** Beyond ASCII a header has bytes, and no characters that every database stores. */
const NOT_PRINTABLE = /[^ -~]/g

/** A use that is not written yet. */
interface WaitingUse {
  readonly use: TokenUse
  /**
   * When a store without this use ends the token. It is not written after that: every other node refuses the token then,
   * and a revocation finds nothing to revoke.
   */
  readonly until: number
}

export function createLastUse(
  tokens: Pick<TokenStore, 'recordUse'>,
  warn: Reporter['warn'],
  clock: () => number,
): LastUse {
  const waiting = new Map<string, WaitingUse>()
  /** Times of uses that were written: what is remembered of a token may be from before. */
  const written = recentMap<number>(MOST)
  let timer: Timer | undefined
  let writing: Promise<void> | undefined

  const write = async (uses: readonly TokenUse[], pause: number): Promise<void> => {
    try {
      await tokens.recordUse(uses)
      for (const use of uses) {
        written.set(use.id, use.usedAt)
        if (waiting.get(use.id)?.use === use) waiting.delete(use.id)
      }
    } catch (error) {
      warn({
        code: 'TOKENAPI_LAST_USE',
        message: `the last use of access tokens could not be recorded: ${describeError(error)}`,
        fix: 'Requests are not affected. `tokenapi doctor` names a missing right; a token that a rotation made ends if no use is recorded.',
      })
      schedule(pause)
    }
  }
  const writeAll = async (): Promise<void> => {
    // In one order on all nodes, so that no two wait for each other's rows.
    const uses = [...waiting.values()]
      .map(({ use }) => use)
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    for (let start = 0; start < uses.length; start += BATCH) {
      await write(uses.slice(start, start + BATCH), PAUSE)
    }
  }
  const flush = async (): Promise<void> => {
    timer?.stop()
    timer = undefined
    const now = clock()
    for (const [id, { until }] of waiting) if (now >= until) waiting.delete(id)
    await writing
    writing = writeAll()
    await writing
  }
  const schedule = (delay: number): void => {
    // A process that ends does not wait for it: `close` writes the rest.
    timer ??= startTimer(delay, () => void flush())
  }

  return {
    usedAt(id) {
      const known = waiting.get(id)
      return known !== undefined && clock() < known.until + INTERVAL ? known.use.usedAt : undefined
    },
    note({ tokenId: id, lastUsedAt, unusedUntil }, now, client) {
      const earlier = waiting.get(id)
      const known = earlier?.use.usedAt ?? written.get(id) ?? lastUsedAt
      if (known !== undefined && now - known < PAUSE) return
      if (waiting.size >= MOST && !waiting.has(id)) return
      const use = { id, usedAt: now, ...clientOf(client) }
      const isFirst = known === undefined && unusedUntil !== undefined
      waiting.set(id, { use, until: earlier?.until ?? (isFirst ? unusedUntil : Infinity) })
      // The first use of a rotated token decides whether it goes on: other nodes must know of it.
      if (isFirst) void write([use], INTERVAL)
      else schedule(INTERVAL)
    },
    flush,
  }
}

function clientOf(client: () => TokenClient): Pick<TokenUse, 'address' | 'userAgent'> {
  try {
    const { address, userAgent } = client()
    return {
      address: address?.slice(0, LONGEST_ADDRESS).replace(NOT_PRINTABLE, '?'),
      userAgent: userAgent?.slice(0, LONGEST_USER_AGENT).replace(NOT_PRINTABLE, '?'),
    }
  } catch {
    return { address: undefined, userAgent: undefined }
  }
}
