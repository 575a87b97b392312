import { type IncomingRequest, type KnownRequest, viewOfIncoming } from './incoming-view.js'
import type { RequestView } from './request-view.js'

/** The part of a Fastify request that is used here, in Fastify and in Nest on top of it. */
export interface FastifyLikeRequest extends KnownRequest {
  readonly raw: IncomingRequest
  /** The parsed body; `undefined` before a parser has run. */
  readonly body?: unknown
}

/** The view of a Fastify request. */
export function viewOfFastify(request: FastifyLikeRequest, target: string): RequestView {
  const { raw, body } = request
  const view = viewOfIncoming(raw, target, body, request)
  if (body === undefined) return view
  return {
    ...view,
    parsed: async (limit) => {
      const parsed = await view.parsed?.(limit)
      return parsed !== undefined && 'fields' in parsed
        ? { fields: fieldValues(parsed.fields) }
        : parsed
    },
  }
}

/** @fastify/multipart may leave parts, `{ type: 'field', value }`, instead of values. */
function fieldValues(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, part]) => [
      name,
      Array.isArray(part) ? part.map(valueOf) : valueOf(part),
    ]),
  )
}

function valueOf(part: unknown): unknown {
  const isField = typeof part === 'object' && part !== null && 'type' in part && 'value' in part
  return isField && part.type === 'field' ? part.value : part
}
