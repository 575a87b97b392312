/** A request as text: as sent over HTTP/1.1, or as `curl -v` prints it. */
import { readFileSync } from 'node:fs'

import type { RequestView } from 'tokenapi/adapter'

import { SettingError } from './config/setting-error.js'
import { fileErrorText } from './file-error-text.js'

// request-line = method SP request-target SP HTTP-version      RFC 9112 §3; curl prints "HTTP/2" too
const REQUEST_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) (\S+)(?: HTTP\/[0-9.]+)?$/
/** Of `curl -v`, before each line that it sends. */
const SENT = /^> ?/

/** The request in a file. Throws `SettingError` for one that is not there, or that holds no request. */
export function readRequestFile(path: string): RequestView {
  try {
    return requestOf(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error) {
      throw new SettingError(`the request cannot be read from ${path}: ${fileErrorText(error)}`)
    }
    throw error
  }
}

/** The request in a text. Throws `SettingError`. */
function requestOf(text: string): RequestView {
  const all = text.split(/\r?\n/)
  const sent = all.filter((line) => SENT.test(line)).map((line) => line.replace(SENT, ''))
  const lines = sent.length > 0 ? sent : all
  const start = lines.findIndex((line) => line.trim() !== '')
  const [, method, target] = REQUEST_LINE.exec(lines[start]?.trim() ?? '') ?? []
  if (method === undefined || target === undefined) {
    throw new SettingError(
      'there is no request: the first line must be such as "GET /index.json HTTP/1.1", or the file what `curl -v` prints',
    )
  }
  const rest = lines.slice(start + 1)
  const empty = rest.indexOf('')
  const headers = headersOf(empty < 0 ? rest : rest.slice(0, empty))
  // `curl -v` does not print the body.
  const body =
    empty < 0 || sent.length > 0
      ? ''
      : rest
          .slice(empty + 1)
          .join('\n')
          .trimEnd()
  return {
    method,
    target,
    header: (name) => headers.get(name),
    body: async () => new TextEncoder().encode(body),
  }
}

/** By name in lower case; several of one name joined with ", ". */
function headersOf(lines: readonly string[]): ReadonlyMap<string, string> {
  const headers = new Map<string, string>()
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (colon <= 0) continue
    const name = line.slice(0, colon).trim().toLowerCase()
    const value = line.slice(colon + 1).trim()
    const before = headers.get(name)
    headers.set(name, before === undefined ? value : `${before}, ${value}`)
  }
  return headers
}
