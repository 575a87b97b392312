import type { RawAnswer, RawRequest } from './raw-socket.js'
import type { ScenarioWorld } from './scenario-app.js'

/** One request on the wire, and what its answer is to be. */
export interface Scenario {
  readonly name: string
  readonly world: ScenarioWorld
  /** Scenarios of one group are one case, sent side by side. */
  readonly group: string
  readonly request: RawRequest
  /**
   * "same": the reference's answer. "closed": routers may differ, and none may let it in. "open": its
   * credentials are right, so it is the view's answer or that there is no such address.
   */
  readonly expects: 'same' | 'closed' | 'open'
  /** It may well get no answer, so none is waited for long. */
  readonly maybeSilent?: boolean
  /** What else is wrong with an answer to it. */
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
