import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** The library's tarball in that folder, by path. */
export async function packLibrary(folder: string): Promise<string> {
  const args = ['pack', '--json', '--pack-destination', folder]
  const { stdout } = await promisify(execFile)('npm', args, {
    cwd: join(import.meta.dirname, '../..'),
  })
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }]
  return join(folder, filename)
}
