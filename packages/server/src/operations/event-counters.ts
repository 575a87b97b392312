/** Counts the events of the api. Each label has a fixed set of values. */
import { Counter, type Registry } from 'prom-client'
import type { TokenApiEvent } from 'tokenapi'

import { FALLBACKS, LOGINS, REFUSALS, UPGRADES, VERIFICATIONS } from './metric-names.js'

const OUTCOMES = ['succeeded', 'failed', 'throttled', 'unavailable'] as const
const VERIFIED = ['succeeded', 'refused', 'unavailable'] as const
const ACTIONS = ['issued', 'rotated', 'revoked', 'reused'] as const

export interface EventCounters {
  readonly counters: readonly Counter[]
  record(this: void, event: TokenApiEvent): void
}

export function eventCounters(register: Registry): EventCounters {
  const counter = (
    name: string,
    help: string,
    label: string,
    values: readonly string[],
  ): Counter => {
    const made = new Counter({ name, help, labelNames: [label], registers: [register] })
    // From the start, so that a first increase is seen as one.
    for (const value of values) made.inc({ [label]: value }, 0)
    return made
  }
  const logins = counter(LOGINS, 'Logins by outcome', 'outcome', OUTCOMES)
  const verifications = counter(
    VERIFICATIONS,
    'Verifications of presented tokens by outcome',
    'outcome',
    VERIFIED,
  )
  const refusals = counter(REFUSALS, 'Refusals by code', 'code', [])
  const tokens = counter(
    'tokenapi_access_tokens_total',
    'Access tokens that were issued, rotated, revoked, or presented after their rotation',
    'action',
    ACTIONS,
  )
  const upgrades = counter(UPGRADES, 'New hashes at logins by outcome', 'outcome', [
    'succeeded',
    'failed',
  ])
  const fallbacks = new Counter({
    name: FALLBACKS,
    help: 'Tokens that were verified with a key that is not the first of SECRET_KEY',
    registers: [register],
  })
  const record = (event: TokenApiEvent): void => {
    if ('code' in event && event.name !== 'warning.found') refusals.inc({ code: event.code })
    const [subject, what = ''] = event.name.split('.')
    if (event.name === 'secret.fallback_used') fallbacks.inc(event.count)
    else if (subject === 'login') logins.inc({ outcome: what })
    else if (subject === 'authentication') verifications.inc({ outcome: what })
    else if (subject === 'password') {
      upgrades.inc({ outcome: what === 'upgraded' ? 'succeeded' : 'failed' })
    } else if (subject === 'token' && ACTIONS.some((action) => action === what)) {
      tokens.inc({ action: what }, event.name === 'token.revoked' ? event.count : 1)
    }
  }
  return { counters: [logins, verifications, refusals, tokens, upgrades, fallbacks], record }
}
