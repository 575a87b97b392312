/** Debian's Chromium without a window: the peer `chromium`. */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

import { type Browser, chromium } from 'playwright-core'

/** Starts it. Close it after the tests. */
export async function startBrowser(): Promise<Browser> {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const executablePath = folders
    .map((folder) => join(folder, 'chromium'))
    .find((path) => existsSync(path))
  if (executablePath === undefined) throw new Error('chromium is not on PATH')
  // Tests run as root in containers, where its sandbox cannot start.
  return chromium.launch({ executablePath, args: ['--no-sandbox'] })
}
