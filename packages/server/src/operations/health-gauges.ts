import { Counter, Gauge, type Registry } from 'prom-client'
import type { Health } from 'tokenapi'

/** Shows the health of the api as it is now. */
export function healthGauges(register: Registry): (health: Health) => void {
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
