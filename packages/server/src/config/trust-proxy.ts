/** TRUST_PROXY: the proxies in front of the server, whose X-Forwarded-For is believed. */
import ipaddr from 'ipaddr.js'

/** How many proxies there are, or the names, addresses and ranges that they have. */
export type TrustProxy = number | readonly string[]

const MOST_HOPS = 10
/** Names of ranges; `@fastify/proxy-addr` knows them. */
const NAMES: ReadonlySet<string> = new Set(['loopback', 'linklocal', 'uniquelocal'])
/** The shortest prefix that is accepted: a wider range is a slip of the pen. */
const SHORTEST = { ipv4: 8, ipv6: 32 } as const
const MAPPED_BITS = 96

/** The value of the setting, or the objection to it, which follows the setting's name in a sentence. */
export function readTrustProxy(text: string): TrustProxy | { readonly objection: string } {
  const items = text.split(',').map((item) => item.trim())
  const [first = ''] = items
  if (items.length === 1 && /^[0-9]+$/.test(first)) {
    const hops = Number(first)
    return hops >= 1 && hops <= MOST_HOPS
      ? hops
      : { objection: `must be 1 to ${MOST_HOPS} proxies; remove it if there is no proxy in front` }
  }
  for (const item of items) {
    const objection = objectionTo(item)
    if (objection !== undefined) return { objection }
  }
  return items
}

function objectionTo(item: string): string | undefined {
  if (NAMES.has(item)) return undefined
  if (item === '')
    return `is empty or holds an empty item: ${EXPECTED}; remove it if there is no proxy in front`
  const [address = '', prefix, ...rest] = item.split('/')
  const isStrict = rest.length === 0 && (prefix === undefined || /^(?:0|[1-9]\d*)$/.test(prefix))
  if (!isStrict || !isAddress(address)) return `must not contain "${item}": ${EXPECTED}`
  const ip = ipaddr.parse(address)
  const bits = ip.kind() === 'ipv4' ? 32 : 128
  const length = prefix === undefined ? bits : Number(prefix)
  if (ip instanceof ipaddr.IPv6 && ip.isIPv4MappedAddress()) {
    const plain = ip.toIPv4Address().toString()
    const short = length >= MAPPED_BITS ? length - MAPPED_BITS : length
    return `must name IPv4 ranges in IPv4 notation: write ${prefix === undefined ? plain : `${plain}/${short}`} for "${item}"`
  }
  if (length > bits) return `must not contain "${item}": a prefix of it has at most ${bits} bits`
  if (length < SHORTEST[ip.kind()]) {
    return `must not trust a range as wide as "${item}": name the addresses of your proxies (at least /${SHORTEST.ipv4} for IPv4, /${SHORTEST.ipv6} for IPv6, or uniquelocal)`
  }
  if (prefix === undefined) return undefined
  const network = networkOf(item, ip.kind())
  return ip.toString() === network
    ? undefined
    : `must name a range by its first address: write ${network}/${length} for "${item}"`
}

const EXPECTED =
  'write the number of proxies, or their addresses and ranges, such as 10.0.0.0/8,fd00:1::/32, or loopback'

/** Four decimal numbers without leading zeros, or IPv6 without a zone. */
function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValid(text)
    ? ipaddr.IPv4.isValidFourPartDecimal(text) && ipaddr.IPv4.parse(text).toString() === text
    : ipaddr.IPv6.isValid(text) && !text.includes('%')
}

function networkOf(range: string, kind: 'ipv4' | 'ipv6'): string {
  const family = kind === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6
  return family.networkAddressFromCIDR(range).toString()
}
