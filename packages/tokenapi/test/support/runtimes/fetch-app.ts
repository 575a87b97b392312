/** The scenario app on `Request` and `Response` alone, as one writes it for Bun, Deno and Workers. */
import type { ScenarioSetup, ScenarioRoute, Seen } from 'tokenapi/contracts'

type Params = Readonly<Record<string, string>>
type Handler = (request: Request, params: Params) => Promise<Response>

const PATH = /^(?:[a-z]+:\/\/[^/?#]*)?([^?#]*)/i

export function fetchApp({ api, routes }: ScenarioSetup): (request: Request) => Promise<Response> {
  const served = routes.map((route) => ({
    params: matcherOf(route.path),
    serve: handlerOf(api, route),
  }))
  return async (request) => {
    // Not through `URL`: a Host field may be none, and then it is no URL.
    const path = PATH.exec(request.url)?.[1] ?? '/'
    if (path.startsWith('/token/')) return api.handle(request)
    for (const { params, serve } of served) {
      const found = params(path)
      if (found !== undefined) return serve(request, found)
    }
    return new Response('Not found', { status: 404 })
  }
}

function handlerOf(api: ScenarioSetup['api'], route: ScenarioRoute): Handler {
  const { guard } = route
  if (guard === 'open') return (request, params) => answer(route, request, params, {})
  if (guard === 'ask') {
    return async (request, params) =>
      answer(
        route,
        request,
        params,
        await api.authenticate(request).catch((error: unknown) => ({ error })),
      )
  }
  return api.tokenRequired(guard, (request, authentication, params: Params) =>
    answer(route, request, params, { user: authentication?.user, authentication }),
  )
}

async function answer(
  route: ScenarioRoute,
  request: Request,
  params: Params,
  seen: Pick<Seen, 'user' | 'authentication' | 'error'>,
): Promise<Response> {
  const { method } = request
  const { status, headers, body } = route.answer({
    method,
    params,
    body: await readRouteBody(request, route.reads),
    ...seen,
  })
  return new Response(body, { status, headers })
}

async function readRouteBody(request: Request, reads: ScenarioRoute['reads']): Promise<unknown> {
  if (reads === 'form') return Object.fromEntries(await request.formData())
  if (reads === 'json') return request.json()
  return reads === 'bytes' ? new Uint8Array(await request.arrayBuffer()) : undefined
}

function matcherOf(path: string): (sent: string) => Params | undefined {
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name as string)
  const pattern = new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '([^/]+)')}$`)
  return (sent) => {
    const match = pattern.exec(sent)
    return match === null
      ? undefined
      : Object.fromEntries(names.map((name, i) => [name, match[i + 1] as string]))
  }
}
