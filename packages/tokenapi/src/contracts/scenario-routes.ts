import type { User } from '../core/user.js'
import { isRefusedError } from '../core/errors.js'
import { toJson } from '../http/body/json.js'
import type { RecordedView } from './recording.js'
import { guardedHandler, openResponse } from './recorded-handlers.js'
import type { ScenarioAnswer, ScenarioRoute, Seen } from './scenario-app.js'

/** A header field of every handler's answer, and of no answer of tokenapi. */
export const HANDLER_MARK = 'x-scenario-handler'
/** A text that only guarded handlers answer. */
export const MARKER = 'protected-content-7c1d'

const MARKED = { 'content-type': 'application/json', [HANDLER_MARK]: '1' }
const json = (data: unknown): ScenarioAnswer => ({
  status: 200,
  headers: MARKED,
  body: toJson(data),
})
const name = (user: User | undefined): string | null => user?.username ?? null

const whoami: ScenarioRoute = {
  path: '/whoami.json',
  guard: {},
  answer: ({ method, user }) => json({ method, pk: user?.id, username: name(user) }),
}
const item: ScenarioRoute = {
  path: '/items/:number/:slug',
  guard: {},
  answer: ({ params, user }) =>
    json({ number: params?.['number'], slug: params?.['slug'], pk: user?.id }),
}
const measured = (body: unknown): ScenarioAnswer => {
  const bytes = body instanceof Uint8Array ? body : undefined
  return json({ length: bytes?.length, sum: bytes?.reduce((sum, byte) => sum + byte, 0) })
}
const ownWords = (guard: ScenarioRoute['guard'], path: string): ScenarioRoute => ({
  path,
  guard,
  answer: ({ user }) => json({ marker: MARKER, user: name(user) }),
})

/** The routes of the world "fixture": the one of the bad inputs, and one for each feature of a guard. */
export const fixtureRoutes: readonly ScenarioRoute[] = [
  {
    path: '/index.json',
    guard: {},
    answer: ({ user }) => json({ success: true, marker: MARKER, user: user?.id }),
  },
  whoami,
  item,
  {
    path: '/optional.json',
    guard: { optional: true },
    answer: ({ user, authentication }) =>
      json({ user: name(user), kind: authentication?.token.kind ?? null }),
  },
  {
    path: '/ticket.json',
    guard: { tickets: true },
    answer: ({ method, user, authentication }) =>
      json({ method, user: name(user), kind: authentication?.token.kind }),
  },
  {
    path: '/ticket/:name/:part',
    guard: { tickets: true },
    answer: ({ user, authentication }) =>
      json({ user: name(user), kind: authentication?.token.kind }),
  },
  {
    path: '/reports.json',
    guard: { scopes: ['reports:write'] },
    answer: ({ user }) => json({ marker: MARKER, user: name(user) }),
  },
  {
    path: '/optional-reports.json',
    guard: { scopes: ['reports:write', 'reports:read'], optional: true },
    answer: ({ user }) => json({ user: name(user) }),
  },
  { path: '/user.json', guard: {}, answer: ({ user }) => json({ user }) },
  { path: '/ask.json', guard: 'ask', answer: asked },
  // `onRefused` returns a 200 by mistake, a redirect, throws, and returns a body that fails.
  ownWords(
    { onRefused: ({ message }) => new Response(`Please log in: ${message}`) },
    '/words.json',
  ),
  ownWords(
    { onRefused: () => new Response(null, { status: 302, headers: { location: '/login' } }) },
    '/redirect.json',
  ),
  ownWords(
    {
      onRefused: () => {
        throw new Error('a mistake in onRefused')
      },
    },
    '/mistake.json',
  ),
  ownWords(
    {
      onRefused: () =>
        new Response(new ReadableStream({ pull: (stream) => stream.error() }), { status: 401 }),
    },
    '/broken.json',
  ),
  {
    path: '/form.json',
    guard: {},
    reads: 'form',
    answer: ({ body }) => json({ note: fieldOf(body) }),
  },
  {
    path: '/json.json',
    guard: {},
    reads: 'json',
    answer: ({ body }) => json({ note: fieldOf(body) }),
  },
  {
    path: '/header/form.json',
    guard: { credentials: ['header'] },
    reads: 'form',
    answer: ({ body, user }) => json({ note: fieldOf(body), user: name(user) }),
  },
  {
    path: '/header/upload.json',
    guard: { credentials: ['header'] },
    reads: 'bytes',
    answer: ({ body }) => measured(body),
  },
  {
    path: '/header/optional.json',
    guard: { credentials: ['header'], optional: true },
    answer: ({ user }) => json({ user: name(user) }),
  },
  {
    path: '/query.json',
    guard: { credentials: ['query'] },
    answer: ({ user }) => json({ user: name(user) }),
  },
  {
    path: '/form-or-header.json',
    guard: { credentials: ['form', 'header'] },
    answer: ({ user }) => json({ user: name(user) }),
  },
  {
    path: '/upload.json',
    guard: {},
    reads: 'bytes',
    answer: ({ body }) => measured(body),
  },
]

/** The routes of the recorded project. */
export async function recordedRoutes(
  open: readonly RecordedView[],
): Promise<readonly ScenarioRoute[]> {
  const index = guardedHandler('/index.json')
  const [post, other] = await Promise.all(
    ['POST', 'GET'].map((method) => written(index?.(method, NOBODY) ?? new Response())),
  )
  return [
    {
      path: '/index.json',
      guard: {},
      answer: ({ method }) => (method === 'POST' ? post : other) as ScenarioAnswer,
    },
    whoami,
    item,
    ...(await Promise.all(
      open.map(async (view): Promise<ScenarioRoute> => {
        const answer = await written(openResponse(view))
        return { path: `/json/${view.name}`, guard: 'open', answer: () => answer }
      }),
    )),
  ]
}

const NOBODY: User = { id: 0, username: '', isActive: true }

async function written(response: Response): Promise<ScenarioAnswer> {
  return {
    status: response.status,
    headers: { ...Object.fromEntries(response.headers), [HANDLER_MARK]: '1' },
    body: await response.text(),
  }
}

function asked({ user, error }: Seen): ScenarioAnswer {
  if (error === undefined) return json({ user: name(user) })
  if (isRefusedError(error)) return json({ code: error.code })
  return json({ error: error instanceof Error ? error.name : 'unknown' })
}

function fieldOf(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'note' in body ? body.note : undefined
}
