/** What a proxy gets: 200, 401, 403 or 503, whatever the question. */
export interface Answer {
  readonly status: 200 | 401 | 403 | 503
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const PRIVATE = { 'Cache-Control': 'no-store', 'Vary': 'Authorization' } as const
const JSON_TYPE = { 'Content-Type': 'application/json' } as const
const CHALLENGE = 'Bearer realm="api"'

export function letIn(identity: Readonly<Record<string, string>>): Answer {
  return { status: 200, headers: { ...PRIVATE, ...identity }, body: '' }
}

/** For a question that is not the proxy's. */
export function forbidden(errors: string): Answer {
  return { status: 403, headers: { ...PRIVATE, ...JSON_TYPE }, body: bodyOf(errors) }
}

export function unavailable(errors: string): Answer {
  const headers = { ...PRIVATE, ...JSON_TYPE, 'Retry-After': '5' }
  return { status: 503, headers, body: bodyOf(errors) }
}

/**
 * A guard's refusal. Every other 4xx, such as 400 for a malformed `Authorization`, becomes 401: nginx and others take
 * any status that they do not expect for a failure of the server.
 */
export async function refused(response: Response): Promise<Answer> {
  const headers: Record<string, string> = Object.fromEntries(response.headers)
  // Of the body that a HEAD would have; this body may be empty.
  delete headers['content-length']
  const status = statusOf(response.status)
  if (status === 401) headers['www-authenticate'] ??= CHALLENGE
  return { status, headers, body: await response.text() }
}

function statusOf(status: number): 401 | 403 | 503 {
  if (status === 403) return status
  return status >= 400 && status < 500 ? 401 : 503
}

function bodyOf(errors: string): string {
  return `{"success": false, "errors": ${JSON.stringify(errors)}}`
}
