import { mistypedToken } from '../mistyped-token.ts'

/** What is written down in many ways: a login and a call, right and wrong. */
export interface LiveRequest {
  readonly feature: string
  readonly method: string
  readonly path: string
  /** Each character of a value is one byte. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface LiveUser {
  readonly id: number
  readonly username: string
  readonly password: string
  readonly token: string
}

export const FORM = 'application/x-www-form-urlencoded'
export const utf8 = (text: string): string => Buffer.from(text).toString('latin1')
export const bytes = (binary: string): Buffer => Buffer.from(binary, 'latin1')
/** Every byte escaped that has to be, of a text in which a character is a byte. */
export const escaped = (binary: string): string =>
  binary.replace(
    /[^A-Za-z0-9_.-]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )

export type Field = readonly [name: string, value: string]
/** What is written down: two fields, which a login and a call name differently. */
export interface Subject {
  readonly what: string
  readonly path: string
  readonly fields: readonly [Field, Field]
}

export function subjectsOf({ id, username, password, token }: LiveUser): Subject[] {
  const login = (what: string, given: string): Subject => ({
    what,
    path: '/token/new.json',
    fields: [
      ['username', username],
      ['password', given],
    ],
  })
  const call = (what: string, given: string): Subject => ({
    what,
    path: '/whoami.json',
    fields: [
      ['user', String(id)],
      ['token', given],
    ],
  })
  return [
    login('login', password),
    login('wrong login', `${password}x`),
    call('call', token),
    call('wrong call', mistypedToken(token)),
  ]
}

export function post(
  { what, path }: Pick<Subject, 'what' | 'path'>,
  feature: string,
  contentType: string | undefined,
  body: string,
  more: Readonly<Record<string, string>> = {},
): LiveRequest {
  return {
    feature: `${what}: ${feature}`,
    method: 'POST',
    path,
    headers: { ...(contentType === undefined ? {} : { 'Content-Type': contentType }), ...more },
    body: bytes(body),
  }
}

export const CHARSETS = [
  ...['utf-8', 'UTF-8', 'utf8', '"utf-8"', "'utf-8'", 'utf_8', 'u8', 'utf-8-sig', 'us-ascii'],
  ...['iso-8859-1', 'latin1', 'latin-1', 'l1', 'ISO_8859-1', 'cp819', 'iso-8859-15'],
  ...[
    'windows-1252',
    'cp1252',
    'koi8-r',
    'shift_jis',
    'gbk',
    'euc-jp',
    'big5',
    'utf-16',
    'utf-16le',
  ],
  ...['utf-7', 'utf-32', 'idna', 'punycode', 'hex', 'rot13', 'unicode_escape', 'x-none', ''],
]
