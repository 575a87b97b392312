/** Where an export goes: standard output, or a new file that is there whole or not at all. */
import { type FileHandle, open, rename, unlink } from 'node:fs/promises'

import { write } from '../output.js'
import { SettingError } from '../setting-error.js'

export interface Destination {
  write(text: string): Promise<void>
  /** The file has its name from here on. */
  finish(): Promise<void>
  /** Takes away what was written. */
  abandon(): Promise<void>
}

/** `undefined`: standard output. */
export async function openDestination(path: string | undefined): Promise<Destination> {
  if (path === undefined) return { write, finish: async () => {}, abandon: async () => {} }
  // The name is taken first, and gets the whole text in one step: whoever finds a text finds all of it.
  await (await create(path)).close()
  const begun = `${path}.part`
  const file = await create(begun).catch(async (error: unknown) => {
    await unlink(path)
    throw error
  })
  return {
    write: (text) => file.writeFile(text),
    async finish() {
      await file.sync()
      await file.close()
      await rename(begun, path)
    },
    async abandon() {
      await file.close().catch(() => undefined)
      for (const made of [begun, path]) await unlink(made).catch(() => undefined)
    },
  }
}

/** Readable for its owner alone: hashes are in it. */
async function create(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'wx', 0o600)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    const why = code === 'EEXIST' ? 'there is one already' : String(code ?? error)
    throw new SettingError(`${path} cannot be written: ${why}`)
  }
}
