import { isIPv6 } from 'node:net'

const MAPPED = /^::ffff:(?=[0-9.]+$)/i

/** Whom an address counts as: an IPv4 address, or the /64 of an IPv6 one, any of which a client may use. */
export function clientNetwork(address: string): string {
  const plain = address.replace(/%.*$/, '').replace(MAPPED, '')
  return isIPv6(plain) ? prefix64(plain) : plain
}

/** The first four groups, `::` filled in. */
function prefix64(address: string): string {
  const [head = '', tail] = address.split('::')
  const left = groupsOf(head)
  const right = groupsOf(tail ?? '')
  const zeros = tail === undefined ? 0 : Math.max(8 - left.length - right.length, 0)
  const groups = [...left, ...Array.from({ length: zeros }, () => '0'), ...right].slice(0, 4)
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}

function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':')
}
