/** The URL of a database server, by its parts. No message holds a piece that may be the password. */
import { ConfigError } from '../../core/errors.js'

/** Every message about a URL begins with this, so that a caller can name the setting instead. */
const URL_NAME = 'database URL'

export interface DatabaseUrl {
  readonly user: string | undefined
  readonly password: string | undefined
  /** A name, an address without brackets, or a folder of sockets; "" if the URL has no host. */
  readonly host: string
  readonly port: number | undefined
  /** "" if the URL does not have it. */
  readonly database: string
  /** Decoded, in order; a name may occur twice. */
  readonly options: readonly (readonly [name: string, value: string])[]
}

// scheme ":" "//" [ user [ ":" password ] "@" ] [ host [ ":" port ] ] [ "/" database ] [ "?" options ]
// RFC 3986 §3. The last "@" before the path ends the password: people forget to escape the others.
const URL_PARTS = /^[a-z]+:\/\/(?:([^/?#]*)@)?([^/?#@]*)(?:\/([^?#]*))?(?:\?([^#]*))?(#.*)?$/is
const HOST = /^(\[[0-9a-f:.]+\]|[^:[\]]*)(?::([0-9]{1,5})?)?$/i

/** Throws `ConfigError` for what is no URL of these schemes. `example` is one. */
export function readUrl(text: string, schemes: RegExp, example: string): DatabaseUrl {
  checkText(text)
  if (!schemes.test(text)) throw urlError(`write ${example}`)
  const parts = URL_PARTS.exec(text)
  const [, userInfo, authority = '', path = '', query = '', fragment] = parts ?? []
  // An "@" further back: the user name or the password holds one of these characters unescaped.
  if (parts === null || fragment !== undefined || path.includes('@')) throw mustEscape()
  const [, host = '', port] = HOST.exec(authority) ?? []
  if (authority.includes(',')) throw urlError('it names several hosts: write one')
  const number = port === undefined ? undefined : Number(port)
  const isHost = HOST.test(authority) && (number === undefined || (number > 0 && number < 65_536))
  if (!isHost)
    throw urlError(
      'the port must be a number from 1 to 65535, and an IPv6 address must be in [brackets]',
    )
  const [user, password] = userInfo === undefined ? [] : split(userInfo, ':')
  return {
    user: user && decoded(user, 'the user name'),
    password: password && decoded(password, 'the password'),
    host: decoded(host.replace(/^\[(.*)\]$/, '$1'), 'the host'),
    port: number,
    database: decoded(path, 'the name of the database'),
    options: readOptions(query),
  }
}

/** An error of which every word is ours: nothing of the URL is in it that is not named here. */
export function urlError(sentence: string): ConfigError {
  return new ConfigError(`${URL_NAME}: ${sentence}`)
}

function checkText(text: string): void {
  if (/[\r\n]$/.test(text)) {
    throw urlError(
      'it ends with a line break (\\r or \\n): remove it; a file with Windows line ends leaves a \\r',
    )
  }
  if (/^["']|["']$/.test(text)) {
    throw urlError("it is in quotation marks: remove them; Docker's --env-file keeps them")
  }
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  if (/[\u0000-\u0020\u007f]/.test(text)) {
    throw urlError('it holds a space or a control character: write a space as %20')
  }
}

function mustEscape(): ConfigError {
  return urlError(
    'user name, password and database must have these characters escaped: % as %25, / as %2F, ? as %3F, # as %23, @ as %40, : as %3A',
  )
}

function readOptions(query: string): DatabaseUrl['options'] {
  const pairs = query.split('&').filter((pair) => pair !== '')
  // An "@" may be the end of a password with a "?" in it: no option is read, and none told.
  if (query.includes('@') || pairs.some((pair) => !pair.includes('='))) {
    throw urlError(
      'options are written ?name=value&name=value, with "@" as %40; a "?" in user name or password is written as %3F',
    )
  }
  return pairs.map((pair) => {
    const [name, value = ''] = split(pair, '=')
    return [
      decoded(name, 'the name of an option'),
      decoded(value.replaceAll('+', ' '), 'an option'),
    ]
  })
}

function split(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

function decoded(text: string, what: string): string {
  try {
    const value = decodeURIComponent(text)
    if (!value.includes('\0')) return value
  } catch {
    throw urlError(`${what} holds a "%" that begins no escape: write a percent sign as %25`)
  }
  throw urlError(`${what} holds a NUL`)
}
