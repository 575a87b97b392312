import { clientNetwork } from '../core/throttle/client-network.js'
import { describeError } from '../core/describe-error.js'
import { memberOf } from '../core/options/member-of.js'
import { describeValue } from '../core/options/option-checks.js'
import type { Reporter } from '../core/events/reporter.js'
import type { RequestView } from './view/request-view.js'

/** The client's address of a request; `undefined` where it is not known. */
export type ClientAddress = (view: RequestView) => string | undefined

/**
 * The option `clientAddress`, or the framework's address without it. An own function that fails, or that returns
 * anything but an address, gives `undefined` and a warning: the proxy's address in its place would be one budget for
 * all clients.
 */
export function clientAddressFrom(
  own: ClientAddress | undefined,
  warn: Reporter['warn'],
): ClientAddress {
  if (own === undefined) return (view) => withoutPort(memberOf(view, 'address')?.call(view))
  return (view) => {
    try {
      const address: unknown = withoutPort(own(view))
      if (address === undefined || isAddress(address)) return address
      warn(unusable(`returned ${describeValue(address)}`))
    } catch (error) {
      warn(unusable(`failed: ${describeError(error)}`))
    }
    return undefined
  }
}

// Some proxies append the port:      203.0.113.7:51234, [2001:db8::1]:51234
const WITH_PORT = /^(?:\[([^\]]*)\]|([0-9.]+))(?::[0-9]{1,5})?$/

function withoutPort<T>(address: T): T | string {
  if (typeof address !== 'string') return address
  const [, bracketed, plain] = WITH_PORT.exec(address) ?? []
  return bracketed ?? plain ?? address
}

function isAddress(value: unknown): value is string {
  return typeof value === 'string' && clientNetwork(value) !== undefined
}

function unusable(problem: string): Parameters<Reporter['warn']>[0] {
  return {
    code: 'TOKENAPI_CLIENT_ADDRESS',
    message: `\`clientAddress\` ${problem}`,
    fix: 'Return one IP address, or `undefined` where it is not known. The login was counted by account alone; this warning appears once.',
  }
}
