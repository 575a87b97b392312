import type { SqlKey } from './database.js'

/** As many keys as the next power of two, the first one repeated: so that few statements are prepared. */
export function filledUp(keys: readonly SqlKey[]): readonly SqlKey[] {
  const size = 2 ** Math.ceil(Math.log2(keys.length))
  return Array.from({ length: size }, (_, i) => keys[i] ?? keys[0] ?? null)
}
