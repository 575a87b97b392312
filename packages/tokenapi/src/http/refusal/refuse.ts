import { isRefusedError } from '../../core/errors.js'
import { failedEvent } from '../../core/events/failed-event.js'
import { publicId } from '../../core/public-user.js'
import type { Reporter } from '../../core/events/reporter.js'
import { describeError } from '../../core/describe-error.js'
import type { ClientAddress } from '../client-address.js'
import { eventRequestOf } from '../event-request.js'
import type { GuardOptions } from '../guard/guard-options.js'
import { ownRefusal } from '../guard/own-refusal.js'
import { type RefusalFormat, refusalResponse } from './refusal.js'
import type { RequestView } from '../view/request-view.js'

type OnRefused = GuardOptions['onRefused']

/** Turns what kept a request from being answered into the response to it. Never throws or rejects. */
export type Refuse = (
  error: unknown,
  view: RequestView,
  onRefused?: OnRefused,
  format?: RefusalFormat,
) => Promise<Response>

export interface RefuseOptions {
  readonly realm: string
  /** The api's own, for guards and routes that have none. */
  readonly onRefused: OnRefused
  readonly reporter: Pick<Reporter, 'tell' | 'unavailable'>
  readonly clientAddress: ClientAddress
}

export function createRefuse({
  realm,
  onRefused,
  reporter: { tell, unavailable },
  clientAddress,
}: RefuseOptions): Refuse {
  return async (error, view, own = onRefused, format = 'negotiated') => {
    const usual = refusalResponse(error, view, realm, format)
    if (!isRefusedError(error)) {
      unavailable(error)
      return usual
    }
    if (own === undefined) return usual
    try {
      return await ownRefusal(error, view, own, usual)
    } catch (failure) {
      tell(
        () =>
          failedEvent('refusal.failed', failure, {
            userId: error.userId === undefined ? undefined : publicId(error.userId),
            request: eventRequestOf(view, clientAddress),
          }),
        () => ({
          code: 'TOKENAPI_ON_REFUSED',
          message: `\`onRefused\` failed: ${describeError(failure)}`,
          fix: 'Fix `onRefused`. The caller got the default refusal. This warning appears once.',
        }),
      )
      return usual
    }
  }
}
