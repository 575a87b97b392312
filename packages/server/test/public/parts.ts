import type { Hono } from 'hono'

/** What a request is made of. */
export interface Parts {
  readonly app: Hono
  readonly path: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export function withHeaders(parts: Parts, headers: Readonly<Record<string, string>>): Parts {
  return { ...parts, headers: { ...parts.headers, ...headers } }
}

export function withBody(parts: Parts, type: string, body: string): Parts | undefined {
  if (parts.method === 'GET') return undefined
  return { ...withHeaders(parts, { 'content-type': type }), body }
}
