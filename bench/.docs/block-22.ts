import { subscribe } from 'node:diagnostics_channel'

import type { TokenApiEvent } from 'tokenapi'

const failures = new Map<string, number>()

subscribe('tokenapi:event', (message) => {
  const event = message as TokenApiEvent
  if (event.name !== 'login.failed' && event.name !== 'login.throttled') return
  const address = event.request?.address ?? 'unknown'
  failures.set(address, (failures.get(address) ?? 0) + 1)
})

export {}
