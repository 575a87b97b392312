// dotted decimal, no leading zeros                           RFC 6943 §3.1.1
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/
// IPv4-mapped IPv6, in the URL parser's spelling             RFC 4291 §2.5.5.2
const MAPPED = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/
/** Of an address with a zone id. */
const LONGEST = 128

/**
 * The network that an address counts as, in one spelling: an IPv4 address, or the /64 of an IPv6 address, as
 * one client can use every address of it. An IPv4-mapped address is its IPv4 address; a zone id is dropped.
 * `undefined` for what is no address. A network is its own network.
 *
 * @example
 * clientNetwork('2001:DB8::1%eth0') // '2001:db8:0:0::/64'
 */
export function clientNetwork(address: string | undefined): string | undefined {
  if (address === undefined || address.length > LONGEST) return undefined
  if (IPV4.test(address)) return address
  const canonical = canonicalIpv6(address.replace(/%.*$|\/64$/s, ''))
  if (canonical === undefined) return undefined
  const [, high, low] = MAPPED.exec(canonical) ?? []
  if (high !== undefined && low !== undefined) return `${bytesOf(high)}.${bytesOf(low)}`
  return prefix64(canonical)
}

/** RFC 5952, by the URL parser, which accepts nothing but an address between brackets. */
function canonicalIpv6(text: string): string | undefined {
  if (!/^[0-9a-f:.]+$/i.test(text)) return undefined
  try {
    return new URL(`http://[${text}]/`).hostname.slice(1, -1)
  } catch {
    return undefined
  }
}

function bytesOf(group: string): string {
  const value = Number.parseInt(group, 16)
  return `${value >> 8}.${value & 0xff}`
}

/** The first four groups, `::` filled in. */
function prefix64(address: string): string {
  const [head = '', tail] = address.split('::')
  const left = groupsOf(head)
  const right = groupsOf(tail ?? '')
  const zeros = tail === undefined ? 0 : Math.max(8 - left.length - right.length, 0)
  const groups = [...left, ...Array.from({ length: zeros }, () => '0'), ...right]
  return `${groups.slice(0, 4).join(':')}::/64`
}

function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':')
}
