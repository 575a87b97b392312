/** The file behind a path or URI, where the runtime has a file system. */
import { nodeModule } from '../../core/runtime/node-module.js'

/** Whether SQLite would create the file; `false` where the runtime has no file system. */
export function isMissing(path: string): boolean {
  const fs = nodeModule('node:fs')
  const file = filePathOf(path)
  return fs !== undefined && file !== undefined && !fs.existsSync(file)
}

/** Creates an empty file that only its owner may read. SQLite gives its journals the same mode. */
export function createPrivateFile(path: string): void {
  const fs = nodeModule('node:fs')
  const file = filePathOf(path)
  if (fs === undefined || file === undefined) return
  try {
    fs.closeSync(fs.openSync(file, 'wx', 0o600))
  } catch {
    // Another process has just created it, or it cannot be created: SQLite reports which.
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
