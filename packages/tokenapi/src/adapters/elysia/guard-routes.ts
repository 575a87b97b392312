/**
 * Guards the routes for which Elysia's hooks run too late or not at all: `derive` runs after the body has been
 * parsed, and mounts in dynamic mode and some plain values run no hook. Each route is therefore changed when
 * it is added. All of Elysia's methods add routes with `add`.
 */
import type { AnyElysia } from 'elysia'
// Imported at run time: Elysia's own inference decides whether it parses the body.
import { sucrose } from 'elysia/sucrose'

import { ConfigError } from '../../core/errors.js'

type Fetch = (request: Request) => Response | Promise<Response>
/** A parse hook. Its result is the body; after `undefined` Elysia reads the body itself. */
type ParseHook = (context: { readonly request: Request }, contentType: string) => unknown

/** The guard of routes that a hook does not guard in time. */
export interface RouteGuard {
  readonly parse: ParseHook
  mount(fetch: Fetch): Fetch
}

interface RouteHook {
  readonly parse?: unknown
  readonly body?: unknown
  readonly config?: { readonly mount?: Fetch }
}

interface Instance {
  readonly config: { readonly aot?: boolean }
  readonly event: Readonly<Record<string, readonly unknown[] | undefined>>
  add(method: string, path: string, handler: unknown, hook?: RouteHook, options?: unknown): unknown
}

/** Guards every route that is added to the instance from now on. */
export function guardRoutes(app: AnyElysia, guard: RouteGuard): void {
  const instance = app as unknown as Instance
  const { add } = instance
  instance.add = function (method, path, handler, hook = {}, options) {
    refuseUnguardable(this, path, handler, hook)
    const guarded = isParsed(this, method, handler, hook)
      ? { ...hook, parse: [guard.parse, ...listOf(hook.parse)] }
      : hook
    return add.call(this, method, path, asFunction(handler), withMount(guarded, guard), options)
  }
}

/** Throws `ConfigError` for a route that this guard cannot guard. */
function refuseUnguardable(
  { config, event }: Instance,
  path: string,
  handler: unknown,
  hook: RouteHook,
): void {
  if (hook.config?.mount !== undefined && config.aot === false) {
    throw new ConfigError(
      `Elysia with \`aot: false\` runs no hook for a mount, so this guard cannot guard "${path}": remove \`aot\`, or wrap the mounted handler, \`.mount('${path}', api.tokenRequired(fetch))\`, on an instance without the guard`,
    )
  }
  const hooks = { ...event, ...hook } as Instance['event']
  const isSkipped = ['parse', 'beforeHandle', 'afterHandle'].every(
    (kind) => listOf(event[kind]).length + listOf(hooks[kind]).length > 0,
  )
  if (typeof handler !== 'function' && isSkipped) {
    throw new ConfigError(
      `Elysia runs no hook for a plain value next to hooks of all kinds, so this guard cannot guard "${path}": pass a function, \`() => value\``,
    )
  }
}

/** A plain value as a function, for which all hooks run, also those that are added later. */
function asFunction(handler: unknown): unknown {
  if (typeof handler === 'function') return handler
  return handler instanceof Response ? () => handler.clone() : () => handler
}

function withMount(hook: RouteHook, guard: RouteGuard): RouteHook {
  const { config } = hook
  if (config?.mount === undefined) return hook
  return { ...hook, config: { ...config, mount: guard.mount(config.mount) } }
}

/** Whether Elysia parses the body of this route's requests without the guard's hook. */
function isParsed(
  { config, event }: Instance,
  method: string,
  handler: unknown,
  hook: RouteHook,
): boolean {
  if (method === 'GET' || method === 'HEAD' || method === 'WS') return false
  if (config.aot === false) return true
  const hooks = listOf(hook.parse)
  if (hooks.some((each) => functionOf(each) === 'none')) return false
  if (hook.body !== undefined || hooks.length + listOf(event['parse']).length > 0) return true
  return sucrose({ ...event, ...hook, handler } as Parameters<typeof sucrose>[0]).body
}

function functionOf(hook: unknown): unknown {
  return typeof hook === 'object' && hook !== null && 'fn' in hook ? hook.fn : hook
}

function listOf(hooks: unknown): readonly unknown[] {
  if (hooks === undefined) return []
  return Array.isArray(hooks) ? hooks : [hooks]
}
