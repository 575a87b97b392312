import { pathOf } from './request-view.js'

/**
 * What is below a mount, as it was sent: as many segments of the target's path as the wildcard that
 * ends `route` stands for in `path`, the router's own reading. "/" where there is none.
 */
export function belowMount(target: string, path: string, route: string): string {
  const below = path.split('/').length - route.split('/').length + 1
  return below < 1 ? '/' : `/${pathOf(target).split('/').slice(-below).join('/')}`
}

/**
 * The part of a target below a prefix, as it was sent: "/new.json" of "/token/new.json". `undefined` for
 * other targets. Leading and trailing slashes of the prefix are ignored.
 */
export function belowPrefix(prefix: string): (target: string) => string | undefined {
  const segments = prefix.split('/').filter((segment) => segment !== '')
  const mount = ['', ...segments].join('/')
  return (target) => (target.startsWith(`${mount}/`) ? target.slice(mount.length) : undefined)
}
