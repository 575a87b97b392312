import type { PasswordUpgrade } from '../../core/store.js'

export interface MemoryKeptTokens {
  find(digest: string): string | undefined
  add(keep: NonNullable<PasswordUpgrade['keep']>): void
}

/** Kept tokens, forgotten when their last day is over. */
export function memoryKeptTokens(): MemoryKeptTokens {
  const kept = new Map<string, { readonly boundTo: string; readonly lastDay: number }>()
  return {
    find: (digest) => kept.get(digest)?.boundTo,
    add({ boundFrom, boundTo, tokens, today }) {
      for (const [digest, { boundTo: bound, lastDay }] of kept) {
        if (lastDay < today) kept.delete(digest)
        else if (bound === boundFrom) kept.set(digest, { boundTo, lastDay })
      }
      for (const { digest, lastDay } of tokens) kept.set(digest, { boundTo, lastDay })
    },
  }
}
