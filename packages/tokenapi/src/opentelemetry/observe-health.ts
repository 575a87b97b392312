import type { BatchObservableCallback, Meter } from '@opentelemetry/api'

import type { TokenApi } from '../http/token-api.js'

/** Reads the health of an api at each collection, until the returned function is called. */
export function observeHealth(api: Pick<TokenApi<unknown>, 'health'>, meter: Meter): () => void {
  const up = meter.createObservableGauge('tokenapi.store.up', {
    description: '1 if the store answers',
  })
  const hashes = meter.createObservableUpDownCounter('tokenapi.password.hashes', {
    unit: '{hash}',
    description: 'Password hashes that are computed or wait',
  })
  const remembered = meter.createObservableUpDownCounter('tokenapi.memory.tokens', {
    unit: '{token}',
    description: 'Tokens that are remembered',
  })
  const dropped = meter.createObservableCounter('tokenapi.event.dropped', {
    unit: '{event}',
    description: 'Events that a slow listener has lost',
  })
  const observables = [up, hashes, remembered, dropped]
  const observe: BatchObservableCallback = async (result) => {
    const { ok, memory, passwordQueue, droppedEvents } = await api.health()
    result.observe(up, ok ? 1 : 0)
    result.observe(hashes, passwordQueue?.running ?? 0, { 'tokenapi.state': 'running' })
    result.observe(hashes, passwordQueue?.waiting ?? 0, { 'tokenapi.state': 'waiting' })
    result.observe(remembered, memory?.remembered ?? 0)
    result.observe(dropped, droppedEvents)
  }
  meter.addBatchObservableCallback(observe, observables)
  return () => meter.removeBatchObservableCallback(observe, observables)
}
