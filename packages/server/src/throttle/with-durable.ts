import type { Checked, ThrottleStore } from './throttle-store.js'

/**
 * A store that may lose its data, as Redis, and beside it a durable one, which counts failures in a row. While the
 * durable one does not answer, neither is used; one that cannot be used at all is left out.
 */
export function withDurable(store: ThrottleStore, durable: ThrottleStore): ThrottleStore {
  let isUsable = true
  return {
    name: store.name,
    limiter: store.limiter,
    get durableLimiter() {
      return isUsable ? durable.limiter : undefined
    },
    async check(): Promise<Checked> {
      const [checked, ofDurable] = await Promise.all([store.check(), durable.check()])
      isUsable = ofDurable.ok || !ofDurable.isLasting
      if (!checked.ok || ofDurable.ok) return checked
      return isUsable ? ofDurable : { ok: true, warning: ofDurable.message }
    },
    async close() {
      await Promise.all([store.close(), durable.close()])
    },
  }
}
