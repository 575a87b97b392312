import { describeError } from '../describe-error.js'
import type { NewEvent } from './events.js'

type Failure = Extract<NewEvent, { readonly error: unknown }>
type RestOf<N extends Failure['name']> = Omit<
  Extract<Failure, { readonly name: N }>,
  'name' | 'reason' | 'error'
>

/** The event of an error: in one line in `reason`, and itself where no log finds it. */
export function failedEvent<N extends Failure['name']>(
  name: N,
  error: unknown,
  rest: RestOf<N>,
): NewEvent {
  const event = { name, ...rest, reason: describeError(error) }
  return Object.defineProperty(event, 'error', { value: error }) as unknown as NewEvent
}
