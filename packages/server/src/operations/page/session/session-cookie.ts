/** The cookie of a session: `__Host-`, HttpOnly, Secure, SameSite=Strict, until the browser is closed. */
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'

import { isLoopbackName } from '../../../loopback.js'

const OPTIONS = { path: '/', httpOnly: true, secure: true, sameSite: 'Strict' } as const

/** WebKit drops `Secure` cookies of `http://localhost`. */
const WEBKIT = /AppleWebKit(?!.*(?:Chrome|Chromium|Edg)\/)/

/** Cookies ignore ports: the port is in the name, so that two servers of one machine do not sign each other out. */
function cookieOf(c: Context): { readonly name: string; readonly options: typeof OPTIONS } {
  const { protocol, hostname, port } = new URL(c.req.url)
  const name = `tokenapi-${port === '' ? protocol.slice(0, -1) : port}`
  const isLocalWebKit =
    protocol === 'http:' &&
    isLoopbackName(hostname) &&
    WEBKIT.test(c.req.header('user-agent') ?? '')
  return isLocalWebKit
    ? { name, options: { ...OPTIONS, secure: false } as unknown as typeof OPTIONS }
    : { name: `__Host-${name}`, options: OPTIONS }
}

export function readSessionCookie(c: Context): string | undefined {
  return getCookie(c, cookieOf(c).name)
}

export function setSessionCookie(c: Context, id: string): void {
  const { name, options } = cookieOf(c)
  setCookie(c, name, id, options)
}

export function dropSessionCookie(c: Context): void {
  const { name, options } = cookieOf(c)
  deleteCookie(c, name, options)
}
