import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** `npm run pack`; the install and the build that come first in a clone are done. Several may run at once. */
export async function pack(): Promise<void> {
  const script = join(import.meta.dirname, '../../../../scripts/pack.mjs')
  await promisify(execFile)(process.execPath, [script])
}
