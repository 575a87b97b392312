import type { EventRequest } from '../core/events/events.js'
import { memberOf } from '../core/options/member-of.js'
import type { ClientAddress } from './client-address.js'
import { maskedPath } from './refusal/masked-path.js'
import type { RequestView } from './view/request-view.js'

/** What of a request goes into an event. */
export function eventRequestOf(view: RequestView, clientAddress: ClientAddress): EventRequest {
  const original = read(view, 'originalTarget', (text) => text)
  return {
    method: view.method.slice(0, LONGEST_METHOD),
    path:
      original === undefined
        ? maskedPath(view.target)
        : maskedPath(original, belowOf(view, original)),
    address: safe(clientAddress(view)),
    id: read(view, 'id', safe) ?? safe(view.header('x-request-id')),
  }
}

const LONGEST_METHOD = 32

/** Printable ASCII, so that it cannot write lines of its own into a log. */
const SAFE = /^[!-~]{1,128}$/

function read(
  view: RequestView,
  name: 'id' | 'originalTarget',
  passed: (text: string) => string | undefined,
): string | undefined {
  const member = memberOf(view, name)
  const value: unknown = typeof member === 'function' ? member.call(view) : undefined
  return typeof value === 'string' ? passed(value) : undefined
}

function safe(text: string | undefined): string | undefined {
  return text !== undefined && SAFE.test(text) ? text : undefined
}

/** The part below a mount; `undefined` where the original target is no longer: nothing is mounted. */
function belowOf({ target }: RequestView, original: string): string | undefined {
  return target === original ? undefined : target
}
