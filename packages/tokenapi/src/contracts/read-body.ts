import type { ScenarioRoute, Seen } from './scenario-app.js'

/** The body that a handler sees for these bytes. */
export function readBodyAs(
  reads: NonNullable<ScenarioRoute['reads']>,
  bytes: Uint8Array,
): Seen['body'] {
  if (reads === 'bytes') return new Uint8Array(bytes)
  const text = new TextDecoder().decode(bytes)
  return reads === 'json' ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text))
}
