/** Doctor's findings for a page that is opened often: found in the background, and kept for a while. */
import type { Finding } from '../../../doctor/finding.js'

export interface LatestFindings {
  /** What was found last; `undefined`: nothing yet. Starts an examination where the last one is too old. */
  get(): Promise<readonly Finding[] | undefined>
}

const QUARTER = 900_000
/** Milliseconds that a page waits for the first examination. */
const PATIENCE = 400

/** An examination that fails leaves the findings before it. */
export function latestFindings(
  examine: () => Promise<readonly Finding[]>,
  now: () => number = Date.now,
): LatestFindings {
  let latest: readonly Finding[] | undefined
  let startedAt = -Infinity
  let running: Promise<void> | undefined

  const start = (): void => {
    startedAt = now()
    running = examine()
      .then(
        (found) => void (latest = found),
        // Of the database that does not answer, the page tells by itself. The next page tries again.
        () => void (startedAt = -Infinity),
      )
      .finally(() => (running = undefined))
  }

  return {
    async get() {
      if (running === undefined && now() - startedAt >= QUARTER) start()
      if (latest === undefined && running !== undefined) {
        await Promise.race([
          running,
          new Promise((resolve) => setTimeout(resolve, PATIENCE).unref()),
        ])
      }
      return latest
    },
  }
}
