/**
 * Where a hook of Elysia comes too late for a guard, or is left out: `derive` runs after a body has been
 * parsed, and neither a mount in dynamic mode nor every plain value runs a hook. So each route that an
 * instance gets is changed as it is added, by `add`, through which Elysia's own methods go as well.
 */
import type { AnyElysia } from 'elysia'
// At run time: what Elysia itself infers of a handler decides whether it parses the body.
import { sucrose } from 'elysia/sucrose'

import { ConfigError } from '../../core/errors.js'

type Fetch = (request: Request) => Response | Promise<Response>
/** A parse hook: what it gives, unless `undefined`, is the body, and Elysia reads none. */
type ParseHook = (context: { readonly request: Request }, contentType: string) => unknown

/** What a guard has for routes that its hook does not reach in time. */
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

/** Puts the guard on every route that the instance gets from now on. */
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

/** What would let everybody in, where it can be seen. Throws `ConfigError`. */
function refuseUnguardable(
  { config, event }: Instance,
  path: string,
  handler: unknown,
  hook: RouteHook,
): void {
  if (hook.config?.mount !== undefined && config.aot === false) {
    throw new ConfigError(
      `Elysia with \`aot: false\` runs no hook for a mount, so this guard cannot guard "${path}": leave \`aot\` out, or wrap what you mount, \`.mount('${path}', api.tokenRequired(fetch))\`, on an instance without the guard`,
    )
  }
  const hooks = { ...event, ...hook } as Instance['event']
  const isSkipped = ['parse', 'beforeHandle', 'afterHandle'].every(
    (kind) => listOf(event[kind]).length + listOf(hooks[kind]).length > 0,
  )
  if (typeof handler !== 'function' && isSkipped) {
    throw new ConfigError(
      `Elysia runs no hook for a plain value beside hooks of all kinds, so this guard cannot guard "${path}": give a function, \`() => value\``,
    )
  }
}

/** Hooks may still be added by whoever uses the instance: a function runs them all. */
function asFunction(handler: unknown): unknown {
  if (typeof handler === 'function') return handler
  return handler instanceof Response ? () => handler.clone() : () => handler
}

function withMount(hook: RouteHook, guard: RouteGuard): RouteHook {
  const { config } = hook
  if (config?.mount === undefined) return hook
  return { ...hook, config: { ...config, mount: guard.mount(config.mount) } }
}

/** Whether Elysia parses the body of this route's requests without our asking. */
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
