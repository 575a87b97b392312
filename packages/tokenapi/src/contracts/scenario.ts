import type { RawAnswer, RawRequest } from './raw-socket.js'
import type { ScenarioWorld } from './scenario-app.js'

/** One request on the wire, and the expected answer. */
export interface Scenario {
  readonly name: string
  readonly world: ScenarioWorld
  /** The scenarios of a group are one test case, and are sent concurrently. */
  readonly group: string
  readonly request: RawRequest
  /**
   * "same": the reference's answer. "closed": routers may differ, but must not let the request in. "open": the
   * credentials are right, so the handler may answer, or the path may not exist.
   */
  readonly expects: 'same' | 'closed' | 'open'
  /** Parts of the body that differ from answer to answer, such as a new token; they are compared as one and the same. */
  readonly varies?: RegExp
  /** The request may get no answer, so the wait is short. */
  readonly maybeSilent?: boolean
  /** Further faults of an answer. */
  judge?(answer: RawAnswer, reference: RawAnswer): string[]
}

export function rawRequest(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body?: string | Uint8Array,
): RawRequest {
  return {
    method,
    path,
    headers: Object.entries(headers),
    bodyBase64: body === undefined ? null : Buffer.from(body).toString('base64'),
  }
}
