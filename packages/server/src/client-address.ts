/** The address of the client: that of the connection, or the one that a trusted proxy appended. */
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

import proxyAddr from '@fastify/proxy-addr'
import ipaddr from 'ipaddr.js'

import type { TrustProxy } from './config/trust-proxy.js'

export interface ClientAddresses {
  /** The client of a request in one spelling; `undefined` where the connection is closed or no address is given. */
  of(request: IncomingMessage): string | undefined
  /** Whether a connection from this address comes from a proxy, which has connections for many clients. */
  isProxy(address: string | undefined): boolean
}

/** Without the setting no header is believed. */
export function clientAddresses(trusted: TrustProxy | undefined): ClientAddresses {
  if (trusted === undefined) {
    return { of: ({ socket }) => oneSpelling(socket.remoteAddress), isProxy: () => false }
  }
  const isTrusted = trustOf(trusted)
  return {
    // From the right: each proxy appends the address that it saw, and a client can forge what is further left.
    of: (request) =>
      oneSpelling(proxyAddr(request, (address, hop) => isTrusted(withoutPort(address ?? ''), hop))),
    isProxy: (address) => address !== undefined && isTrusted(address, 0),
  }
}

function trustOf(trusted: TrustProxy): (address: string, hop: number) => boolean {
  return typeof trusted === 'number'
    ? (_address, hop) => hop < trusted
    : proxyAddr.compile([...trusted])
}

// Some proxies append the port:      203.0.113.7:51234, [2001:db8::1]:51234
const WITH_PORT = /^(?:\[([^\]]*)\]|([0-9.]+))(?::[0-9]+)?$/

function withoutPort(address: string): string {
  const [, bracketed, plain] = WITH_PORT.exec(address) ?? []
  return bracketed ?? plain ?? address
}

/** IPv4-mapped as IPv4, IPv6 as RFC 5952 writes it. */
function oneSpelling(address: string | undefined): string | undefined {
  const plain = withoutPort(address ?? '')
  return isIP(plain) === 0 ? undefined : ipaddr.process(plain).toString()
}
