import { setImmediate } from 'node:timers/promises'

import type { StoredUser } from 'tokenapi'
import type { SqlStore } from 'tokenapi/sqlite'

import { openProgress } from './progress.js'

const BATCH = 1_000

/** Hands all users to `work`, a batch at a time: memory stays flat for any number. */
export async function readUsers(
  store: Pick<SqlStore, 'users'>,
  { doing, total }: { readonly doing: string; readonly total: number | undefined },
  work: (batch: readonly StoredUser[]) => void,
): Promise<void> {
  const progress = await openProgress(doing, total)
  let batch: StoredUser[] = []
  const finish = (): void => {
    work(batch)
    progress.advance(batch.length)
    batch = []
  }
  try {
    for await (const user of store.users.list()) {
      batch.push(user)
      if (batch.length < BATCH) continue
      finish()
      // SQLite answers without waiting: the bar is drawn, and a signal heard, in between.
      await setImmediate()
    }
    finish()
  } finally {
    progress.stop()
  }
}
