import type { Logger } from 'pino'
import type { TokenApi } from 'tokenapi'

import { causesOf } from '../request-notes.js'
import { pruneBefore } from './kept-days.js'

/** Milliseconds. */
const HOUR = 3_600_000
const MINUTE = 60_000

/**
 * Removes the records of ended access tokens once an hour, from the first minute on, in small batches. Returns the
 * function that stops it. It never throws: what failed is logged and tried again after an hour.
 */
export function pruneRegularly(api: Pick<TokenApi, 'accessTokens'>, log: Logger): () => void {
  let isStopped = false
  const prune = async (): Promise<void> => {
    try {
      const count = await api.accessTokens.prune({ endedBefore: pruneBefore() })
      if (count > 0) log.info({ count }, 'removed the records of access tokens that had ended')
    } catch (error) {
      if (isStopped) return
      log.warn({ error: causesOf(error) }, 'records of access tokens that ended were not removed')
    }
  }
  let timer: NodeJS.Timeout
  const schedule = (delay: number): void => {
    if (isStopped) return
    timer = setTimeout(() => void prune().then(() => schedule(HOUR)), delay)
    timer.unref()
  }
  // Not all processes of a restart at once.
  schedule(MINUTE * Math.random())
  return () => {
    isStopped = true
    clearTimeout(timer)
  }
}
