/** Metrics for Prometheus. Each label has a fixed set of values: no user, token or address is in one. */
import { Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client'
import type { Health, TokenApiEvent } from 'tokenapi'

export interface Metrics {
  /** Counts an event of the api. */
  record(this: void, event: TokenApiEvent): void
  /** The text of a scrape, with the health of the api as it is now. */
  scrape(this: void, health: Health): Promise<string>
  readonly contentType: string
}

/** Counters of events, gauges of the api's health, and those of the process and its event loop. */
export function createMetrics(): Metrics {
  const register = new Registry()
  collectDefaultMetrics({ register })
  const count = eventCounters(register)
  const show = healthGauges(register)
  return {
    record: count,
    scrape(health) {
      show(health)
      return register.metrics()
    },
    contentType: register.contentType,
  }
}

const OUTCOMES = ['succeeded', 'failed', 'throttled', 'unavailable'] as const
const VERIFIED = ['succeeded', 'refused', 'unavailable'] as const
const ACTIONS = ['issued', 'rotated', 'revoked', 'reused'] as const

function eventCounters(register: Registry): (event: TokenApiEvent) => void {
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
  const logins = counter('tokenapi_logins_total', 'Logins by outcome', 'outcome', OUTCOMES)
  const verifications = counter(
    'tokenapi_verifications_total',
    'Verifications of presented tokens by outcome',
    'outcome',
    VERIFIED,
  )
  const refusals = counter('tokenapi_refusals_total', 'Refusals by code', 'code', [])
  const tokens = counter(
    'tokenapi_access_tokens_total',
    'Access tokens that were issued, rotated, revoked, or presented after their rotation',
    'action',
    ACTIONS,
  )
  const upgrades = counter(
    'tokenapi_password_upgrades_total',
    'New hashes at logins by outcome',
    'outcome',
    ['succeeded', 'failed'],
  )
  return (event) => {
    if ('code' in event && event.name !== 'warning.found') refusals.inc({ code: event.code })
    const [subject, what = ''] = event.name.split('.')
    if (subject === 'login') logins.inc({ outcome: what })
    else if (subject === 'authentication') verifications.inc({ outcome: what })
    else if (subject === 'password') {
      upgrades.inc({ outcome: what === 'upgraded' ? 'succeeded' : 'failed' })
    } else if (subject === 'token' && ACTIONS.some((action) => action === what)) {
      tokens.inc({ action: what }, event.name === 'token.revoked' ? event.count : 1)
    }
  }
}

function healthGauges(register: Registry): (health: Health) => void {
  const registers = [register]
  const gauge = (name: string, help: string): Gauge => new Gauge({ name, help, registers })
  const total = (name: string, help: string): ((value: number) => void) => {
    const counter = new Counter({ name, help, registers })
    return (value) => {
      counter.reset()
      counter.inc(value)
    }
  }
  const up = gauge('tokenapi_store_up', '1 if the store answers')
  const bound = gauge('tokenapi_max_stale_seconds', 'Longest time that a valid token is believed')
  const remembered = gauge('tokenapi_memory_tokens', 'Tokens that are remembered')
  const oldest = gauge('tokenapi_memory_oldest_seconds', 'Age of the oldest entry that is believed')
  const hits = total('tokenapi_memory_hits_total', 'Verifications that were answered from memory')
  const lookUps = total('tokenapi_memory_look_ups_total', 'Verifications that were not')
  const running = gauge('tokenapi_password_hashes_running', 'Password hashes that are computed')
  const waiting = gauge('tokenapi_password_hashes_waiting', 'Logins that wait for a password hash')
  const dropped = total('tokenapi_events_dropped_total', 'Events that a slow listener has lost')
  return ({ ok, maxStaleSeconds, memory, passwordQueue, droppedEvents }) => {
    up.set(ok ? 1 : 0)
    bound.set(maxStaleSeconds)
    remembered.set(memory?.remembered ?? 0)
    oldest.set(memory?.oldestSeconds ?? 0)
    hits(memory?.hits ?? 0)
    lookUps(memory?.lookUps ?? 0)
    running.set(passwordQueue?.running ?? 0)
    waiting.set(passwordQueue?.waiting ?? 0)
    dropped(droppedEvents)
  }
}
