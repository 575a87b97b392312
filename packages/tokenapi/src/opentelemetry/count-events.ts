import type { Attributes, Meter, MeterProvider } from '@opentelemetry/api'

import { eventChannel } from '../core/events/event-channel.js'
import type { TokenApiEvent } from '../core/events/events.js'

interface Counting {
  apis: number
  stop(): void
}

/** The channel carries the events of all apis of the process: one subscription for each provider. */
const counting = new WeakMap<MeterProvider, Counting>()

/** Counts events by name, until the returned function is called. Nothing in runtimes without the channel. */
export function countEvents(provider: MeterProvider, meter: Meter): () => void {
  const running = counting.get(provider) ?? started(meter)
  counting.set(provider, running)
  running.apis++
  return () => {
    if (--running.apis > 0) return
    running.stop()
    counting.delete(provider)
  }
}

function started(meter: Meter): Counting {
  const counter = meter.createCounter('tokenapi.event.count', {
    unit: '{event}',
    description: 'Events by name, and by code where they have one',
  })
  const count = (message: unknown): void => {
    const event = message as TokenApiEvent
    counter.add(1, attributesOf(event))
  }
  eventChannel?.subscribe(count)
  return { apis: 0, stop: () => void eventChannel?.unsubscribe(count) }
}

/** Fixed sets of values alone: no user, address or token. */
function attributesOf(event: TokenApiEvent): Attributes {
  const name = { 'tokenapi.event.name': event.name }
  return 'code' in event ? { ...name, 'error.type': event.code } : name
}
