import { memberOf } from '../../core/options/member-of.js'
import type { RequestView } from './request-view.js'

/** The view, whose body may be asked for more than once. */
export function rereadable(view: RequestView): RequestView {
  let parsed: ReturnType<NonNullable<RequestView['parsed']>>
  let body: Promise<Uint8Array> | undefined
  let isParsed = false
  return {
    method: view.method,
    target: view.target,
    originalTarget: () => memberOf(view, 'originalTarget')?.call(view) ?? view.target,
    address: () => memberOf(view, 'address')?.call(view),
    id: () => memberOf(view, 'id')?.call(view),
    signal: () => memberOf(view, 'signal')?.call(view),
    header: (name) => view.header(name),
    parsed: (limit) => {
      if (!isParsed) parsed = view.parsed?.(limit)
      isParsed = true
      return parsed
    },
    body: (limit) => (body ??= view.body(limit)),
  }
}
