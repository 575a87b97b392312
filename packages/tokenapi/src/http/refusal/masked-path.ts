import { sha256 } from '../../core/runtime/sha256.js'
import { originForm, pathOf } from '../view/request-view.js'

/**
 * The path of a request for a log: without its query string, and with every segment masked that holds a
 * token or a ticket, however it is escaped.
 *
 * @param target the request target: `request.url` of Node, or the URL of a `Request`
 * @param below the part of it below the mount of the token routes, where the segment before the last is
 *   meant to be a token, whatever it is
 * @example
 * console.log(request.method, maskedPath(request.url)) // GET /token/[token:1f2e3d4c]/17.json
 */
export function maskedPath(target: string, below?: string): string {
  // What looks like user information of an authority is dropped, wherever the target begins.
  const segments = pathOf(originForm(target)).replace(USER_INFORMATION, '//').split('/')
  const places = below === undefined ? 0 : pathOf(below).split('/').length
  // "/TOKEN/USER.json" has three, an empty one among them; "/new.json" names no token.
  const namesToken = places > 2 && !OF_RECORD.test(below ?? '')
  const tokenAt = namesToken ? segments.length - places + 1 : segments.length
  return segments
    .map((segment, i) =>
      masked(segment, i >= tokenAt && i < segments.length - 1, below !== undefined),
    )
    .join('/')
    .slice(0, LONGEST)
}

const LONGEST = 256
const USER_INFORMATION = /^\/\/[^/@]*@/
/** Routes of one record. Its id is no secret. */
const OF_RECORD =
  /^\/tokens\/(?:(?:[0-9A-Za-z]{22}|current)\/(?:rename|rotate|revoke)|revoke-all)\.json(?:[?#]|$)/
/**
 * A classic token, also within other text: no shorter hexadecimal is one. Or an access token: no shorter letters and digits
 * behind an underscore are one.
 */
const TOKEN = /[0-9a-z]{1,13}-[0-9a-f]{20,}|\w{0,32}_[0-9a-z]{43,}/i
/** A ticket of any version, also within other text. */
const TICKET = /tkt[0-9]+\.[\w.-]+/i
const NOT_PRINTABLE = /[^!-~]/g

function masked(segment: string, isTokensPlace: boolean, isRoute: boolean): string {
  const text = decoded(segment)
  const token = TOKEN.exec(text)?.[0]
  // Of a token, which is random, some digits of a digest say which one it was. Of anything else, which
  // may be a password, they would tell too much.
  if (token !== undefined) return `[token:${sha256(token).slice(0, 8)}]`
  const ticket = TICKET.exec(text)?.[0]
  if (ticket !== undefined) return `[ticket:${sha256(ticket).slice(0, 8)}]`
  // The routes take an escaped slash for one.
  const mayHoldOne = isTokensPlace || (isRoute && text.includes('/'))
  return mayHoldOne && segment !== '' ? '[masked]' : segment.replace(NOT_PRINTABLE, '?')
}

const ESCAPE = /%([0-9a-f]{2})/gi

/** Unescaped until nothing is escaped any more, as a proxy may have done, or someone who tries. */
function decoded(segment: string): string {
  let text = segment
  for (let times = 0; times < MOST_TIMES && text.includes('%'); times++) {
    text = text.replace(ESCAPE, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  }
  return text
}

const MOST_TIMES = 5
