import type { EventRequest } from '../core/events.js'
import { memberOf } from '../core/member-of.js'
import { maskedPath } from './masked-path.js'
import type { RequestView } from './request-view.js'

/** What of a request goes into an event. */
export function eventRequestOf(view: RequestView): EventRequest {
  const whole = memberOf(view, 'originalTarget')
  return {
    method: view.method.slice(0, LONGEST_METHOD),
    path: typeof whole === 'string' ? maskedPath(whole, view.target) : maskedPath(view.target),
    address: read(view, 'address'),
    id: read(view, 'id') ?? idOf(view.header('x-request-id')),
  }
}

const LONGEST_METHOD = 32

/** Printable ASCII, so that it cannot write lines of its own into a log. */
const SAFE = /^[!-~]{1,128}$/

function read(view: RequestView, name: 'address' | 'id'): string | undefined {
  const member = memberOf(view, name)
  return typeof member === 'function' ? idOf(member.call(view)) : undefined
}

function idOf(text: unknown): string | undefined {
  return typeof text === 'string' && SAFE.test(text) ? text : undefined
}
