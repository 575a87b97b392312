/** Where an export goes: standard output, or a new file that is there whole or not at all. */
import { existsSync, rmSync } from 'node:fs'
import { type FileHandle, link, open, rename, rm } from 'node:fs/promises'
import { constants } from 'node:os'

import { write } from '../output.js'
import { SettingError } from '../config/setting-error.js'

export interface Destination {
  write(text: string): Promise<void>
  /** The file has its name from here on. */
  finish(): Promise<void>
  /** Takes away what was written. */
  abandon(): Promise<void>
}

/** `undefined`: standard output. Rejects with `SettingError`, as `write` and `finish` do. */
export async function openDestination(path: string | undefined): Promise<Destination> {
  if (path === undefined) return { write, finish: async () => {}, abandon: async () => {} }
  if (existsSync(path)) throw cannot(path, 'there is one already')
  const begun = `${path}.part`
  const file = await create(begun, path)
  const forget = onSignal(() => rmSync(begun, { force: true }))
  return {
    write: (text) => withFileErrors(path, () => file.writeFile(text)),
    finish: () =>
      withFileErrors(path, async () => {
        await file.sync()
        await file.close()
        await named(begun, path)
        forget()
      }),
    async abandon() {
      await file.close().catch(() => undefined)
      await rm(begun, { force: true })
      forget()
    },
  }
}

/** Readable for its owner alone: hashes are in it. */
async function create(begun: string, path: string): Promise<FileHandle> {
  try {
    return await open(begun, 'wx', 0o600)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw cannot(path, codeOf(error))
    throw cannot(begun, 'there is one already: remove it, unless another export is running')
  }
}

/** In one step, and only where nobody has made one meanwhile, as far as the file system can. */
export async function named(begun: string, path: string): Promise<void> {
  try {
    await link(begun, path)
    await rm(begun)
  } catch (error) {
    if (!NO_LINKS.has(codeOf(error)) || existsSync(path)) throw error
    await rename(begun, path)
  }
}

/** What file systems without hard links say: those of memory sticks, and some over a network. */
const NO_LINKS = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK'])

async function withFileErrors(path: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    const code = codeOf(error)
    throw cannot(path, code === 'EEXIST' ? 'there is one already' : code)
  }
}

function cannot(path: string, why: string): SettingError {
  return new SettingError(`${path} cannot be written: ${why}`)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}

/** Cleans up if the process gets a signal to end, until the returned function is called. */
function onSignal(cleanUp: () => void): () => void {
  const end = (signal: NodeJS.Signals): void => {
    cleanUp()
    process.exit(128 + constants.signals[signal])
  }
  for (const signal of SIGNALS) process.once(signal, end)
  return () => {
    for (const signal of SIGNALS) process.off(signal, end)
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const
