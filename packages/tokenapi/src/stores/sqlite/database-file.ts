/** The file behind a path or URI, where the runtime has files to ask for. */

interface Builtins {
  getBuiltinModule?(name: string): Record<string, unknown> | undefined
}

/** Whether SQLite would have to make the file; `false` where the runtime has no files to ask for. */
export function isMissing(path: string): boolean {
  const exists = fileSystem()?.['existsSync']
  const file = filePathOf(path)
  return file !== undefined && typeof exists === 'function' && !exists(file)
}

/** Makes an empty file that only its owner may read. SQLite gives its journals the same rights. */
export function createPrivateFile(path: string): void {
  const file = filePathOf(path)
  const { openSync, closeSync } = fileSystem() ?? {}
  if (file === undefined || typeof openSync !== 'function' || typeof closeSync !== 'function')
    return
  try {
    closeSync(openSync(file, 'wx', 0o600))
  } catch {
    // Another process has just made it, or nobody can: SQLite says which.
  }
}

// file: [ "//" authority ] path [ "?" query ]              https://www.sqlite.org/uri.html
const URI = /^file:(?:\/\/[^/]*)?([^?#]*)(?:\?([^#]*))?/
const IN_MEMORY = /(?:^|&)mode=memory(?:&|$)/

/** The file that SQLite opens for a path or `file:` URI; `undefined` for a database in memory. */
function filePathOf(path: string): string | undefined {
  const [, uriPath, query = ''] = URI.exec(path) ?? []
  const file = uriPath === undefined ? path : unescaped(uriPath)
  return file === '' || file === ':memory:' || IN_MEMORY.test(query) ? undefined : file
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function fileSystem(): Record<string, unknown> | undefined {
  const { process } = globalThis as { process?: Builtins }
  return process?.getBuiltinModule?.('node:fs')
}
