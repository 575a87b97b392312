import { readFileSync } from 'node:fs'

import type { TcpProxy } from './tcp-proxy.ts'

/** local-address:port remote-address:port state … inode; a socket that its process closed has inode 0. */
const LINE = /^ *\d+: [0-9A-F]{8}:[0-9A-F]{4} [0-9A-F]{8}:([0-9A-F]{4}) (?:\S+ +){6}(\d+) /

/**
 * How many sockets to the proxy are held, in whatever state: also those that were said goodbye to and
 * wait for a server that is silent. Linux says so; elsewhere the proxy says what it can see.
 */
export function openSocketsTo({ port, connections }: TcpProxy): number {
  if (process.platform !== 'linux') return connections()
  const lines = readFileSync('/proc/net/tcp', 'utf8').split('\n')
  return lines.filter((line) => {
    const [, remotePort = '', inode] = LINE.exec(line) ?? []
    return Number.parseInt(remotePort, 16) === port && inode !== '0'
  }).length
}
