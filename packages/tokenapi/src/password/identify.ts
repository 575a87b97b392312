import { bareFormatOf } from './bare-format.js'
import { type HashFormat, isHashFormat } from './hash-format.js'

/** The format of a hash; `undefined` for an unknown one. */
export function hashFormatOf(encoded: string): HashFormat | undefined {
  const name = formatNameOf(encoded)
  return isHashFormat(name) ? name : undefined
}

/** sha1$$HEX: the digest of the password alone. */
export const UNSALTED_SHA1: RegExp = /^sha1\$\$([0-9a-f]{40})$/
/** HEX or md5$$HEX: the digest of the password alone. */
export const UNSALTED_MD5: RegExp = /^(?:md5\$\$)?([0-9a-f]{32})$/

/** The name that a hash begins with, or that its form implies; not necessarily a known one. */
function formatNameOf(encoded: string): string {
  const bare = bareFormatOf(encoded)
  if (bare !== undefined) return bare
  if (UNSALTED_MD5.test(encoded)) return 'unsalted_md5'
  if (UNSALTED_SHA1.test(encoded)) return 'unsalted_sha1'
  const end = encoded.indexOf('$')
  return end < 0 ? encoded : encoded.slice(0, end)
}
