/** How far we are, on standard error: a bar on a terminal, elsewhere a line now and then. */
import { counted, grouped } from '../counted.js'
import { canDrawBar, openProgressBar } from '../progress-bar.js'

export interface Progress {
  advance(users: number): void
  stop(): void
}

/** Users between two lines. */
const LINE_EVERY = 100_000

/** `total` is `undefined` where nobody could count. */
export async function openProgress(doing: string, total: number | undefined): Promise<Progress> {
  return canDrawBar() ? openBar(doing, total) : openLines(doing, total)
}

async function openBar(doing: string, total: number | undefined): Promise<Progress> {
  const bar = await openProgressBar(doing, total ?? 1)
  let done = 0
  return {
    advance(users) {
      done += users
      bar.advance(total === undefined ? 0 : users, `${doing}: ${far(done, total)}`)
    },
    stop: () => bar.stop(),
  }
}

function openLines(doing: string, total: number | undefined): Progress {
  let done = 0
  return {
    advance(users) {
      const before = Math.floor(done / LINE_EVERY)
      done += users
      if (Math.floor(done / LINE_EVERY) > before) {
        process.stderr.write(`${doing}: ${far(done, total)}\n`)
      }
    },
    stop() {},
  }
}

function far(done: number, total: number | undefined): string {
  return total === undefined
    ? counted(done, 'user')
    : `${grouped(done)} of ${counted(total, 'user')}`
}
