/** `describe.each` and `it.each`, where rows that name a missing peer are skipped by name. */
import { describe, it } from 'vitest'

import { missingPeers } from './peers.ts'

interface Api {
  readonly each: (rows: readonly unknown[]) => Block
  readonly skip: { readonly each: (rows: readonly unknown[]) => Block }
}
type Block = (title: string, body: (...row: never[]) => unknown, timeout?: number) => void

export const describeEachPeer = eachPeer(
  describe as unknown as Api,
) as unknown as typeof describe.each
export const itEachPeer = eachPeer(it as unknown as Api) as unknown as typeof it.each

function eachPeer(api: Api): Api['each'] {
  return (rows) =>
    (...block) => {
      api.each(rows.filter((row) => !isMissing(row)))(...block)
      api.skip.each(rows.filter(isMissing))(...block)
    }
}

/** A peer may stand anywhere in a row: the row itself, one of a list, a property. */
function isMissing(row: unknown): boolean {
  const missing = Object.keys(missingPeers())
  const values: unknown[] = typeof row === 'object' && row !== null ? Object.values(row) : [row]
  return values.some((value) => typeof value === 'string' && missing.includes(value))
}
