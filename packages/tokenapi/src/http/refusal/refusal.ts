/** Turns the library's errors into responses. */
import { type RefusalCode, isRefusedError, isUnavailableError } from '../../core/errors.js'
import { PRIVATE_HEADERS } from '../response/cache-headers.js'
import { toJson } from '../body/json.js'
import type { RequestView } from '../view/request-view.js'
import { responseTo } from '../response/response-to.js'

/** The codes that RFC 6750 §3.1 names; the others stay out of the challenge. */
const IN_CHALLENGE: ReadonlySet<RefusalCode> = new Set([
  'invalid_request',
  'invalid_token',
  'insufficient_scope',
])

export interface Problem {
  readonly status: number
  readonly code: string
  readonly title: string
  readonly headers: Record<string, string>
  /** The scopes that are needed, separated by spaces: `scope` of the challenge. */
  readonly scope: string | undefined
}

/**
 * The body of a refusal. "negotiated": the original's `{"success": false, "errors": …}`, or RFC 9457 problem details for
 * a client that accepts `application/problem+json`. "problem": problem details. "oauth": the same with the
 * member `error`, which clients of RFC 7009 and RFC 7662 read.
 */
export type RefusalFormat = 'negotiated' | 'problem' | 'oauth'

/**
 * The response to an error: for a refusal its status, stable code and challenge, for any other error
 * 503 with Retry-After.
 */
export function refusalResponse(
  error: unknown,
  view: Pick<RequestView, 'method' | 'header'>,
  realm: string,
  format: RefusalFormat = 'negotiated',
): Response {
  const { status, code, title, headers, scope } = problemOf(error, realm)
  const asProblem = format !== 'negotiated' || acceptsProblem(view.header('accept'))
  const type = asProblem ? 'application/problem+json' : 'application/json'
  const oauth = format === 'oauth' ? oauthError(code) : undefined
  const problem = { code, title, status, scope, error: oauth }
  const body = asProblem ? problem : { success: false, errors: title }
  return responseTo(view.method, toJson(body), {
    status,
    headers: {
      ...PRIVATE_HEADERS,
      'vary': 'Authorization, Accept',
      'content-type': type,
      ...headers,
    },
  })
}

/** RFC 6749 §5.2: "no client authentication included". Other codes are those of OAuth, or extend them. */
function oauthError(code: string): string {
  return code === 'missing_credentials' ? 'invalid_client' : code
}

/** The part of an error that the caller gets. */
export function problemOf(error: unknown, realm: string): Problem {
  if (isRefusedError(error)) {
    const { status, code, message: title, allow, advice, retryAfter, scope } = error
    const headers: Record<string, string> = {}
    if (allow !== undefined) headers['allow'] = allow
    if (retryAfter !== undefined) headers['retry-after'] = String(retryAfter)
    // RFC 9110 §15.5.2: a 401 must carry a challenge; RFC 6750 §3 wants its codes in one.
    const named = IN_CHALLENGE.has(code)
    if (status === 401 || named) {
      const reason = named ? `, error="${code}"` : ''
      headers['www-authenticate'] =
        `Bearer realm="${realm}"${reason}${scopeOf(scope)}${adviceOf(advice)}`
    }
    return { status, code, title, headers, scope }
  }
  const retryAfter = isUnavailableError(error) ? error.retryAfter : 5
  return {
    status: 503,
    code: 'temporarily_unavailable',
    title: 'Temporarily unavailable, please try again.',
    headers: { 'retry-after': String(Math.max(1, Math.ceil(retryAfter))) },
    scope: undefined,
  }
}

function scopeOf(scope: string | undefined): string {
  return scope === undefined ? '' : `, scope="${scope}"`
}

/** RFC 6750 §3.1: of its codes, the one for a token that is malformed. */
function adviceOf(advice: string | undefined): string {
  return advice === undefined ? '' : `, error="invalid_token", error_description="${advice}"`
}

const PROBLEM_TYPE = /(?:^|,)\s*application\/problem\+json\s*(;[^,]*)?(?:,|$)/i
const ZERO_QUALITY = /;\s*q\s*=\s*0(?:\.0*)?\s*(?:;|$)/i

function acceptsProblem(accept: string | undefined): boolean {
  const match = PROBLEM_TYPE.exec(accept ?? '')
  return match !== null && !ZERO_QUALITY.test(match[1] ?? '')
}
