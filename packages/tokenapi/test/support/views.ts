/** The views of the recorded project, on the public api. */
import {
  type TokenApi,
  type User,
  jsonError,
  jsonResponse,
  jsonResponseBadRequest,
  jsonResponseForbidden,
  jsonResponseNotAcceptable,
  jsonResponseNotAllowed,
  jsonResponseNotFound,
  jsonResponseUnauthorized,
} from '../../src/index.ts'
import type { View } from './corpus.ts'

const HELPERS: Record<
  string,
  (data: unknown, init?: { status?: number; dump?: boolean }) => Response
> = {
  JsonResponse: jsonResponse,
  JsonError: jsonError,
  JsonResponseBadRequest: jsonResponseBadRequest,
  JsonResponseUnauthorized: jsonResponseUnauthorized,
  JsonResponseForbidden: jsonResponseForbidden,
  JsonResponseNotFound: jsonResponseNotFound,
  JsonResponseNotAllowed: jsonResponseNotAllowed,
  JsonResponseNotAcceptable: jsonResponseNotAcceptable,
}

/** What an open view answers. Throws where the data cannot be written as JSON. */
export function helperResponse(view: View): Response {
  const helper = HELPERS[view.helper]
  if (helper === undefined) throw new TypeError(`no helper ${view.helper}`)
  return helper(typed(view.data), {
    ...(view.status === undefined ? {} : { status: view.status }),
    ...(view.dump === undefined ? {} : { dump: view.dump }),
  })
}

/** What a guarded view answers; `undefined` for an address that there is not. */
export function guardedView(path: string): ((method: string, user: User) => Response) | undefined {
  if (path === '/index.json') {
    return (method) =>
      method === 'POST'
        ? jsonResponse({ test1: 49, test2: 'awesome' })
        : jsonError('Only POST is allowed')
  }
  if (path === '/whoami.json') {
    return (method, user) => jsonResponse({ method, pk: user.id, username: user.username })
  }
  const item = /^\/items\/([0-9]+)\/([-\w]+)$/.exec(path)
  if (item !== null) {
    return (_method, user) => jsonResponse({ number: item[1], slug: item[2], pk: user.id })
  }
  return undefined
}

/** The whole project over a standard Request. */
export function fetchApp(
  api: TokenApi,
  views: readonly View[] = [],
): (request: Request) => Promise<Response> {
  return async (request) => {
    const path = new URL(request.url).pathname
    if (path.startsWith('/token/')) return api.handle(request)
    const open = views.find(({ name }) => path === `/json/${name}`)
    if (open !== undefined) {
      const response = openResponse(open)
      return request.method === 'HEAD' ? new Response(null, response) : response
    }
    const view = guardedView(path)
    if (view === undefined) return new Response('not found', { status: 404 })
    const guarded = api.tokenRequired((inner, { user }) => view(inner.method, user))
    return guarded(request)
  }
}

/** Data that cannot be written is a mistake in the view: 500, as any framework answers. */
export function openResponse(view: View): Response {
  try {
    return helperResponse(view)
  } catch {
    return new Response('view error', { status: 500 })
  }
}

interface Typed {
  readonly $type: string
  readonly value?: unknown
  readonly entries?: readonly (readonly [unknown, unknown])[]
  readonly hex?: string
  readonly utc?: boolean
  readonly days?: number
  readonly seconds?: number
  readonly microseconds?: number
}

/** JavaScript's nearest to a recorded value. */
function typed(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(typed)
  if (typeof data !== 'object' || data === null) return data
  if ('$type' in data) return typedValue(data as Typed)
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, typed(value)]))
}

function typedValue(data: Typed): unknown {
  const text = String(data.value)
  switch (data.$type) {
    case 'int':
      return BigInt(text)
    case 'float':
      return text === 'inf' ? Infinity : text === '-inf' ? -Infinity : Number(text)
    case 'datetime':
      return data.utc === true || text.endsWith('+00:00')
        ? new Date(text.endsWith('+00:00') ? text : `${text}Z`)
        : { toJSON: () => milliseconds(text) }
    case 'time':
      return { toJSON: () => milliseconds(text) }
    case 'timedelta':
      return { toJSON: () => duration(data) }
    case 'map':
      return new Map(data.entries?.map(([key, value]) => [typed(key), typed(value)]))
    case 'tuple':
      return (data.value as unknown[]).map(typed)
    case 'set':
      return new Set(data.value as unknown[])
    case 'bytes':
      return Uint8Array.from(Buffer.from(data.hex ?? '', 'hex'))
    case 'object':
      return new Set()
    default:
      return { toJSON: () => text }
  }
}

function milliseconds(text: string): string {
  return text.replace(/(\.\d{3})\d{3}/, '$1')
}

function duration({ days = 0, seconds = 0, microseconds = 0 }: Typed): string {
  const micros =
    BigInt(days) * 86_400_000_000n + BigInt(seconds) * 1_000_000n + BigInt(microseconds)
  const total = micros < 0n ? -micros : micros
  const two = (value: bigint): string => String(value).padStart(2, '0')
  const rest = total % 1_000_000n
  const whole = total / 1_000_000n
  const fraction = rest === 0n ? '' : `.${String(rest).padStart(6, '0')}`
  return `${micros < 0n ? '-' : ''}P${whole / 86_400n}DT${two((whole / 3_600n) % 24n)}H${two((whole / 60n) % 60n)}M${two(whole % 60n)}${fraction}S`
}
