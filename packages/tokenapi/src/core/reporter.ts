import { isLater } from './awaitable.js'
import { describeError } from './describe-error.js'
import { isConfigError } from './errors.js'
import type { TokenApiEvent } from './events.js'
import { MOST_KINDS, type OperatorWarning, warnOnce } from './warn-once.js'

/** Reports events to the application's `onEvent`, and problems to the operator. */
export interface Reporter {
  /** `undefined` where there is no `onEvent`, so that no event is made. */
  readonly tell: Tell | undefined
  /** Once for each kind: to `onEvent`, or without one by `process.emitWarning`. */
  warn(warning: OperatorWarning, kind?: string): void
  /** A request was answered with 503. `onEvent` gets an event for it. */
  unavailable(error: unknown): void
}

/** Calls `onEvent`. An error of it never fails a request. */
type Tell = (make: () => TokenApiEvent) => void

export function createReporter(onEvent: ((event: TokenApiEvent) => unknown) | undefined): Reporter {
  if (onEvent === undefined) return { tell: undefined, warn: warnOnce, unavailable: warnOfOutage }
  const tell = withoutItsMistakes(onEvent)
  const reported = new Set<string>()
  return {
    tell,
    warn: (warning, kind = warning.code) => {
      if (reported.has(kind) || reported.size >= MOST_KINDS) return
      reported.add(kind)
      tell(() => ({ type: 'warning', outcome: 'found', ...warning }))
    },
    unavailable: () => {},
  }
}

function withoutItsMistakes(onEvent: (event: TokenApiEvent) => unknown): Tell {
  const failed = (error: unknown): void =>
    warnOnce({
      code: 'TOKENAPI_ON_EVENT',
      message: `\`onEvent\` failed: ${describeError(error)}`,
      fix: 'Mend `onEvent`: it must neither throw nor reject. Requests are not affected; this warning appears once.',
    })
  return (make) => {
    try {
      const result = onEvent(make())
      if (isLater(result)) Promise.resolve(result).then(undefined, failed)
    } catch (error) {
      failed(error)
    }
  }
}

function warnOfOutage(error: unknown): void {
  const warning: OperatorWarning = isConfigError(error)
    ? {
        code: 'TOKENAPI_CONFIG',
        message: error.message,
        fix: 'Until that is mended, requests that need it are answered with 503.',
      }
    : {
        code: 'TOKENAPI_UNAVAILABLE',
        message: `a request was answered with 503: ${describeError(error)}`,
        fix: 'This is said once. `onEvent`, an option of `createTokenApi`, gets each one.',
      }
  warnOnce(warning, `${warning.code} ${warning.message}`)
}
