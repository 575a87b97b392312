import type { SqlValue } from './executor.js'

/** As many keys as the next power of two, the first one repeated: so that few statements are prepared. */
export function padToPowerOfTwo<Key extends SqlValue>(keys: readonly Key[]): readonly Key[] {
  const [first] = keys
  if (first === undefined) return keys
  const size = 2 ** Math.ceil(Math.log2(keys.length))
  return Array.from({ length: size }, (_, i) => keys[i] ?? first)
}
