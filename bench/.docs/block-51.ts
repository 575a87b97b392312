import type { TokenApi, User } from 'tokenapi'
import { type GuardOptions, type RequestView, guard, route } from 'tokenapi/adapter'

/** The part of a framework's context that the adapter uses. */
interface Context {
  readonly method: string
  /** Path and query string. */
  readonly url: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readBody(limit: number): Promise<Uint8Array>
  send(response: Response): Promise<void>
  user?: User
}
type Handler = (context: Context) => Promise<void>

export function tokenRequired(api: TokenApi, options: GuardOptions, handler: Handler): Handler {
  return async (context) => {
    const outcome = await guard(api, viewOf(context, context.url), options)
    if (!outcome.ok) return context.send(outcome.response)
    const { authentication } = outcome
    if (authentication !== undefined) context.user = authentication.user
    await handler(context)
  }
}

export function tokenRoutes(api: TokenApi, prefix = '/token'): Handler {
  return async (context) => {
    const target = context.url.startsWith(`${prefix}/`) ? context.url.slice(prefix.length) : '/'
    await context.send(await route(api, viewOf(context, target)))
  }
}

function viewOf(context: Context, target: string): RequestView {
  return {
    method: context.method,
    target,
    header: (name) => context.headers[name],
    body: (limit) => context.readBody(limit),
  }
}

export {}
