/** The Next adapter's types, as the files of an app use them. Compiled, never run. */
import {
  type RouteContext,
  authenticate,
  tokenRequired,
  tokenRoutes,
} from '../../src/adapters/next.ts'
import type { Authentication, TokenApi, User } from '../../src/index.ts'

declare const api: TokenApi
declare const request: Request

/** What Next's own check asks of an export of `app/items/[id]/route.ts`. */
interface Context {
  readonly params: Promise<{ id: string }>
}
type Handler = (request: NextRequest, context: Context) => Response | Promise<Response>
/** Stands in for Next's: a standard request with more. */
interface NextRequest extends Request {
  readonly nextUrl: URL
}

const hello = (user: User): Response => Response.json(user.username)

// The user is there without a cast; request and context may be annotated, or left.
tokenRequired(api, (_request, { user }) => hello(user)) satisfies Handler
tokenRequired(api, async (_request, { user, token }, { params }: Context) => {
  return Response.json([user.id, token.expiresAt, (await params).id])
}) satisfies Handler
tokenRequired(api, (_request: NextRequest, { user }, context: Context) => {
  return Response.json([user.id, _request.nextUrl.search, context])
}) satisfies Handler
tokenRequired(api, async (_request, { user }, { params }) => {
  const id: string | string[] | undefined = (await params)['id']
  return Response.json([user.id, id])
}) satisfies Handler
tokenRequired(api, {}, (_request, { user }) => hello(user)) satisfies Handler
tokenRequired(api, { optional: false }, (_request, { user }, _context: Context) =>
  hello(user),
) satisfies Handler
tokenRequired(api, { onRefused: () => undefined }, (_request: NextRequest, { user }) =>
  hello(user),
) satisfies Handler

// A test calls it as Next does.
const shown = tokenRequired(api, (_request, { user }) => hello(user))
void (shown(request) satisfies Promise<Response>)
const item = tokenRequired(api, async (_request, { user }, { params }: Context) => {
  return Response.json([user.id, await params])
})
// @ts-expect-error -- its params have an id
void item(request, { params: Promise.resolve({}) })

tokenRequired(api, { optional: true }, (_request, authentication) => {
  const user: User | undefined = authentication?.user
  // @ts-expect-error -- there may be no user
  return Response.json(authentication.user ?? user)
})
// @ts-expect-error -- there may be no user
tokenRequired(api, { optional: true }, (_request, { user }) => hello(user))
// @ts-expect-error -- it may be optional
tokenRequired(api, { optional: Math.random() > 1 }, (_request, { user }) => hello(user))
// @ts-expect-error -- a guard around nothing
tokenRequired(api)
// @ts-expect-error -- a guard around nothing
tokenRequired(api, { optional: true })
// @ts-expect-error -- a view answers
tokenRequired(api, (_request, { user }) => user.username)
// @ts-expect-error -- no such option
tokenRequired(api, { optionally: true }, (_request, { user }) => hello(user))

const routes = tokenRoutes(api)
const { GET, POST } = routes
const route: (request: NextRequest, context: { params: Promise<{ path: string[] }> }) => unknown =
  GET
route(request as NextRequest, { params: Promise.resolve({ path: ['new.json'] }) })
void (POST(request, {
  params: Promise.resolve({}),
} satisfies RouteContext) satisfies Promise<Response>)
// @ts-expect-error -- no such method
void routes.TRACE

void (authenticate(api, request) satisfies Promise<Authentication>)
void (authenticate(api, new Headers()) satisfies Promise<Authentication>)
void (authenticate(api, request, { optional: true }) satisfies Promise<Authentication | undefined>)
// @ts-expect-error -- there may be nobody
void (authenticate(api, request, { optional: true }) satisfies Promise<Authentication>)
