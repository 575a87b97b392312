const BASE = /^https?:\/\/[^\s\\?#@]+$/i
// Another origin ("://", "//"), and what a URL parser reads as "one folder up": also as %2e, with "\" for "/", and with
// tabs and line breaks inside, and without spaces at the end.
const LEAVES = /^\/|:\/\/|[\\\p{Cc}]|(^|\/)(\.|%2e){2}(\/| *$)/iu

/**
 * Gives the URL of a path below `url`. A token is sent nowhere else: `TypeError` for another origin, another prefix and
 * a path that leaves the prefix. By text alone: React Native has no complete `URL`.
 */
export function addressesBelow(url: string): (path: string) => string {
  if (!BASE.test(url)) throw new TypeError('`url` must be an http(s) URL without a query')
  const base = url.replace(/\/*$/, '/')
  return (path) => {
    const below = path.startsWith(base) ? path.slice(base.length) : path.replace(/^\//, '')
    if (LEAVES.test(below.replace(/[?#].*/s, ''))) throw new TypeError(`Not below ${base}`)
    return base + below
  }
}
