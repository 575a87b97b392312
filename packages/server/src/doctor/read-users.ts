import { setImmediate } from 'node:timers/promises'

import type { StoredUser, UserDirectory } from 'tokenapi'

import { counted, grouped } from '../counted.js'
import { openProgress } from '../progress.js'

const BATCH = 1_000
/** Users between two lines of progress where no bar is drawn. */
const LINE_EVERY = 100_000

/** Passes all users to `work` in batches, so memory stays flat for any number. */
export async function readUsers(
  users: Pick<UserDirectory, 'list'>,
  { doing, total }: { readonly doing: string; readonly total: number | undefined },
  work: (batch: readonly StoredUser[]) => void,
): Promise<void> {
  const progress = await openProgress({ title: doing, total, lineEvery: LINE_EVERY })
  let batch: StoredUser[] = []
  let done = 0
  const finish = (): void => {
    work(batch)
    done += batch.length
    const of =
      total === undefined ? counted(done, 'user') : `${grouped(done)} of ${counted(total, 'user')}`
    progress.reach(done, `${doing}: ${of}`)
    batch = []
  }
  try {
    for await (const user of users.list()) {
      batch.push(user)
      if (batch.length < BATCH) continue
      finish()
      // SQLite answers synchronously: the event loop needs a turn to draw the bar and handle signals.
      await setImmediate()
    }
    finish()
  } finally {
    progress.stop()
  }
}
