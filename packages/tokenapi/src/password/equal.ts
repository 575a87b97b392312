import { createHash, timingSafeEqual } from 'node:crypto'

/** Whether two strings are equal, compared in constant time. */
export function equalText(a: string, b: string): boolean {
  // `timingSafeEqual` needs equal lengths; digests have one.
  return timingSafeEqual(
    createHash('sha256').update(a).digest(),
    createHash('sha256').update(b).digest(),
  )
}
