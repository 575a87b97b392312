import { SettingError } from './setting-error.js'

/** Where failed logins are counted: this process, the database of the users, or Redis. */
export type ThrottlePlace =
  | { readonly kind: 'memory' | 'database' }
  | { readonly kind: 'redis'; readonly url: string }

const EXAMPLES = 'redis://host:6379/0 or rediss://user:password@host:6379/0'

/** THROTTLE_URL. Throws `SettingError`, which never shows the URL: it may hold a password. */
export function readThrottleUrl(text: string | undefined): ThrottlePlace {
  if (text === undefined) return { kind: 'database' }
  if (/^memory:?$/i.test(text)) return { kind: 'memory' }
  const [, scheme] = /^([a-z][a-z0-9+.-]*):/i.exec(text) ?? []
  if (scheme === undefined) throw new SettingError(`THROTTLE_URL has no scheme: write ${EXAMPLES}`)
  if (!/^rediss?$/i.test(scheme)) {
    throw new SettingError(
      `THROTTLE_URL: "${scheme}" is not supported: write ${EXAMPLES}, memory:, or remove it to count in the database of the users`,
    )
  }
  if (!URL.canParse(text)) {
    throw new SettingError(
      `THROTTLE_URL is no valid URL: write ${EXAMPLES}; encode ":", "/", "@" and "%" in a password, such as %40 for "@"`,
    )
  }
  const { hostname, pathname, search, hash, username, password } = new URL(text)
  if (hostname === '') throw new SettingError(`THROTTLE_URL names no host: write ${EXAMPLES}`)
  if (!/^\/?(?:[0-9]{1,5})?$/.test(pathname)) {
    throw new SettingError(
      'THROTTLE_URL: the path is the number of a database of Redis, such as /0: mend or remove it',
    )
  }
  if (search !== '' || hash !== '') {
    throw new SettingError(
      'THROTTLE_URL takes no options: remove "?" or "#" and what follows it, or encode it if it belongs to the password',
    )
  }
  if (![username, password].every(isEncoded)) {
    throw new SettingError('THROTTLE_URL: the password holds a "%" that is not encoded: write %25')
  }
  return { kind: 'redis', url: text }
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
