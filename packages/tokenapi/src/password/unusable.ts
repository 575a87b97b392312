/** What an unusable hash starts with, in Django. */
export const UNUSABLE = '!'

/**
 * Whether the hash is not marked as unusable: unusable ones start with "!". It may still be malformed.
 *
 * @example
 * if (!isPasswordUsable(row.password)) showSingleSignOn()
 */
export function isPasswordUsable(encoded: string): boolean {
  return !encoded.startsWith(UNUSABLE)
}
