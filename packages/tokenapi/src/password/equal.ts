import { createHash, timingSafeEqual } from 'node:crypto'

/** Whether two texts are equal, in a time that says nothing about where they differ. */
export function equalText(a: string, b: string): boolean {
  // Digests have one length, whatever was compared.
  return timingSafeEqual(
    createHash('sha256').update(a).digest(),
    createHash('sha256').update(b).digest(),
  )
}
