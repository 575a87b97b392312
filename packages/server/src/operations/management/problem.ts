/** Errors of the management API: problem details of RFC 9457. */
import type { Context } from 'hono'
import { isConfigError, isRefusedError, isUnavailableError, isUserExistsError } from 'tokenapi'

import { brandErrors, errorBrandOf } from '../../error-brand.js'

const STATUS = {
  invalid_request: 400,
  invalid_token: 401,
  reauthentication_required: 401,
  insufficient_scope: 403,
  not_an_administrator: 403,
  session_required: 403,
  not_found: 404,
  already_exists: 409,
  too_many_tokens: 409,
  not_supported: 409,
  already_running: 409,
  too_large: 413,
  too_many_attempts: 429,
  temporarily_unavailable: 503,
} as const

export type ProblemCode = keyof typeof STATUS

/** What a handler throws to refuse a request. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  /** Whole seconds after which the request may be tried again. */
  readonly retryAfter: number | undefined
  /** Further members of the body. */
  readonly members: Readonly<Record<string, unknown>>

  static {
    brandErrors(this, 'problem')
  }

  constructor(
    code: ProblemCode,
    detail: string,
    {
      retryAfter,
      ...members
    }: { readonly retryAfter?: number; readonly [name: string]: unknown } = {},
  ) {
    super(detail)
    this.code = code
    this.retryAfter = retryAfter
    this.members = members
  }
}

function isProblem(error: unknown): error is Problem {
  return errorBrandOf(error) === 'problem'
}

/** The problem that an error is; `undefined`: it is a mistake of the program. */
export function problemOf(error: unknown): Problem | undefined {
  if (isProblem(error)) return error
  if (isUnavailableError(error)) {
    return new Problem('temporarily_unavailable', 'The database does not answer.', {
      retryAfter: 5,
    })
  }
  if (isUserExistsError(error)) return new Problem('already_exists', sentence(error.message))
  if (isRefusedError(error)) {
    const { code, message, retryAfter } = error
    return new Problem(
      code in STATUS ? (code as ProblemCode) : 'invalid_request',
      message,
      retryAfter === undefined ? {} : { retryAfter },
    )
  }
  if (isConfigError(error)) return new Problem('not_supported', sentence(error.message))
  return undefined
}

export function problemResponse(c: Context, problem: Problem): Response {
  const { code, message, members, retryAfter } = problem
  const status = STATUS[code]
  if (retryAfter !== undefined) c.header('Retry-After', String(retryAfter))
  if (status === 401) c.header('WWW-Authenticate', 'Bearer realm="tokenapi operations"')
  if (code === 'insufficient_scope') {
    c.header(
      'WWW-Authenticate',
      `Bearer realm="tokenapi operations", error="insufficient_scope", scope="${String(members['scope'])}"`,
    )
  }
  return c.body(
    JSON.stringify({ title: TITLES[status], status, code, detail: message, ...members }),
    {
      status,
      headers: { 'content-type': 'application/problem+json' },
    },
  )
}

const TITLES: Readonly<Record<(typeof STATUS)[ProblemCode], string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  413: 'Content Too Large',
  429: 'Too Many Requests',
  503: 'Service Unavailable',
}

function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1)
  return text.endsWith('.') ? text : `${text}.`
}
