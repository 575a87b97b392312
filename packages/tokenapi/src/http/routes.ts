/**
 * The original's two addresses, below wherever they are mounted:
 *
 * POST new.json           user name and password -> token
 * ANY  TOKEN/USER.json    whether this token is this user's now
 */
import type { Credentials } from '../core/credentials.js'
import { RefusedError, isRefusedError } from '../core/errors.js'
import type { ApiContext } from './api-context.js'
import { verifyCredentials } from './authenticate-request.js'
import { loginClientOf } from './login-client.js'
import { mediaTypeOf, readBody, readForm } from './form.js'
import { refuseLongTarget } from './presented-credentials.js'
import { toJson } from './json.js'
import { notAnObject, parseJson } from './parse-json.js'
import type { Limits } from './limits.js'
import { PRIVATE_HEADERS } from './cache-headers.js'
import { type RequestView, pathOf } from './request-view.js'
import { responseTo } from './response-to.js'

// TOKEN/USER.json: exactly 24 characters, and digits alone.
const VERIFY = /^([^/\n]{24})\/([0-9]+)\.json$/u

/** The answer of the routes; `view.target` is below the mount, "/new.json". Throws `RefusedError`. */
export async function routeResponse(view: RequestView, context: ApiContext): Promise<Response> {
  refuseLongTarget(view, context.limits)
  const path = decodePath(pathOf(view.target))
  if (path === 'new.json') return newToken(view, context)
  const match = VERIFY.exec(path ?? '')
  if (match !== null) {
    await verifyToken({ token: match[1] as string, user: match[2] as string }, view, context)
    return answer(view, {})
  }
  throw new RefusedError('not_found', 'There is nothing at this address.')
}

function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path.replace(/^\//, ''))
  } catch {
    return undefined
  }
}

async function newToken(view: RequestView, context: ApiContext): Promise<Response> {
  if (view.method !== 'POST') {
    throw new RefusedError('method_not_allowed', 'Must access via a POST request.', {
      allow: 'POST',
    })
  }
  const { username, password } = await readLogin(view, context)
  if (!username || !password) {
    throw new RefusedError(
      'missing_credentials',
      "Must include 'username' and 'password' as POST parameters.",
    )
  }
  const client = loginClientOf(view, context.clientAddress)
  const { token, user } = await context.login({ username, password, client })
  return answer(view, { token, user: user.id })
}

async function verifyToken(
  credentials: Credentials,
  view: RequestView,
  context: ApiContext,
): Promise<void> {
  try {
    await verifyCredentials(context, credentials, view)
  } catch (error) {
    if (!isRefusedError(error)) throw error
    const { code, reason } = error
    throw new RefusedError(code, 'Token did not match user.', {
      status: 401,
      ...(reason === undefined ? {} : { reason }),
    })
  }
}

interface LoginFields {
  readonly username: string | undefined
  readonly password: string | undefined
}

async function readLogin(view: RequestView, context: ApiContext): Promise<LoginFields> {
  if (context.jsonLogin && mediaTypeOf(view) === 'application/json') {
    return readJsonLogin(view, context.limits)
  }
  const fields = await readForm(view, context.limits)
  return { username: fields.get('username'), password: fields.get('password') }
}

async function readJsonLogin(view: RequestView, limits: Limits): Promise<LoginFields> {
  const body = await readBody(view, limits)
  const data = 'fields' in body ? body.fields : parseJson(body.bytes, limits)
  if (typeof data !== 'object' || data === null || Array.isArray(data)) throw notAnObject()
  return { username: ownText(data, 'username'), password: ownText(data, 'password') }
}

function ownText(data: object, name: string): string | undefined {
  const value: unknown = Object.getOwnPropertyDescriptor(data, name)?.value
  if (value === undefined || typeof value === 'string') return value
  throw new RefusedError('invalid_request', `\`${name}\` must be a string.`)
}

function answer(view: RequestView, data: Record<string, unknown>): Response {
  const headers = { ...PRIVATE_HEADERS, 'content-type': 'application/json' }
  return responseTo(view.method, toJson({ ...data, success: true }), { headers })
}
