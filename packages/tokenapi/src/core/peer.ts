import { ConfigError } from './errors.js'

/**
 * The first of these packages that is installed. Rejects with `ConfigError` naming what to install:
 * a package that is missing is no wrong password.
 */
export async function loadPeer<T>(
  purpose: string,
  names: readonly [string, ...string[]],
): Promise<T> {
  for (const name of names) {
    const loaded = await importIfThere<T>(name)
    if (loaded !== undefined) return loaded
  }
  throw new ConfigError(`${purpose} needs a package that is not installed: npm install ${names[0]}`)
}

/** The module, or `undefined` where it is not installed. */
export async function importIfThere<T>(name: string): Promise<T | undefined> {
  try {
    const loaded: T = await import(name)
    return loaded
  } catch (error) {
    if (error instanceof Error && isMissing(error)) return undefined
    throw error
  }
}

const MISSING: ReadonlySet<string> = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'])

/** workerd has no code for it. */
function isMissing(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : ''
  return MISSING.has(code) || error.message.startsWith('No such module')
}
