import { type RequestView, pathOf } from './request-view.js'

/** The view below a mount, for the token routes. Events keep the whole target. */
export function viewBelow(view: RequestView, target: string): RequestView {
  return { ...view, target, originalTarget: () => view.target }
}

/**
 * Removes a mount from targets by its number of segments: the prefix may have parameters, and targets are
 * not decoded.
 */
export function belowSegments(prefix: string): (target: string) => string {
  const depth = prefix.split('/').length - 1
  const mount = new RegExp(`^(?:/+[^/?#]+){${depth}}`)
  return (target) => target.replace(mount, '')
}

/**
 * The part of a target below a mount, undecoded: as many segments of its path as the wildcard at the end of
 * `route` matches in `path`, the path as the router read it. "/" if the wildcard matches none.
 */
export function belowMount(target: string, path: string, route: string): string {
  return lastSegments(target, path.split('/').length - route.split('/').length + 1)
}

/** The last segments of a target's path, and its query string. "/" for none. */
export function lastSegments(target: string, count: number): string {
  const path = pathOf(target)
  const below = count < 1 ? [] : path.split('/').slice(-count)
  return `/${below.join('/')}${target.slice(path.length)}`
}

/**
 * The part of a target below a prefix, undecoded: "/new.json" of "/token/new.json". `undefined` for other
 * targets. Leading and trailing slashes of the prefix are ignored.
 */
export function belowPrefix(prefix: string): (target: string) => string | undefined {
  const segments = prefix.split('/').filter((segment) => segment !== '')
  const mount = ['', ...segments].join('/')
  return (target) => (target.startsWith(`${mount}/`) ? target.slice(mount.length) : undefined)
}
