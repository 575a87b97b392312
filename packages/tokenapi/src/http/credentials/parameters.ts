const BACKSLASH = 0x5c
const EQUALS = 0x3d
const QUOTE = 0x22
const SEMICOLON = 0x3b

/** A longer field than this has no parameters. */
const LONGEST_FIELD = 8_192

/**
 * A parameter of a field value: the last of that name, as the original. The name is in lower case. A value
 * without quotes is read up to the next ";", as it is sent. No character is looked at twice.
 *
 * parameters    = *( OWS ";" OWS [ name "=" ( token / quoted-string ) ] )     RFC 9110 §5.6.6
 * quoted-string = DQUOTE *( qdtext / "\" character ) DQUOTE                   RFC 9110 §5.6.4
 */
export function parameterOf(field: string, name: string): string | undefined {
  if (field.length > LONGEST_FIELD) return undefined
  let last: readonly [from: number, to: number, isQuoted: boolean] | undefined
  for (let at = endOf(field, 0, false); at < field.length;) {
    const start = skipBlanks(field, at + 1)
    const equals = endOf(field, start, true)
    if (field.charCodeAt(equals) !== EQUALS) {
      at = equals
      continue
    }
    const from = skipBlanks(field, equals + 1)
    const isQuoted = field.charCodeAt(from) === QUOTE
    const to = isQuoted ? closingQuote(field, from + 1) : endOf(field, from, false)
    if (isNamed(field, start, equals, name)) last = [from, to, isQuoted]
    at = endOf(field, to, false)
  }
  if (last === undefined) return undefined
  const [from, to, isQuoted] = last
  return isQuoted ? unescaped(field.slice(from + 1, to)) : field.slice(from, to).trim()
}

/** Where a name or value ends: at the next ";", at "=" too where `isName`, or with the field. */
function endOf(field: string, start: number, isName: boolean): number {
  for (let at = start; at < field.length; at++) {
    const unit = field.charCodeAt(at)
    if (unit === SEMICOLON || (isName && unit === EQUALS)) return at
  }
  return field.length
}

function skipBlanks(field: string, start: number): number {
  let at = start
  while (field.charCodeAt(at) === 0x20 || field.charCodeAt(at) === 0x09) at++
  return at
}

/** With the field, where it is never closed. */
function closingQuote(field: string, start: number): number {
  for (let at = start; at < field.length; at++) {
    const unit = field.charCodeAt(at)
    if (unit === QUOTE) return at
    if (unit === BACKSLASH) at++
  }
  return field.length
}

/** Whether the name is at this position, in any case; blanks may follow. */
function isNamed(field: string, start: number, end: number, name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    const unit = field.charCodeAt(start + i)
    const lower = unit >= 0x41 && unit <= 0x5a ? unit + 0x20 : unit
    if (lower !== name.charCodeAt(i)) return false
  }
  return skipBlanks(field, start + name.length) === end
}

const ESCAPED = /\\(["\\])/g

function unescaped(text: string): string {
  return text.includes('\\') ? text.replace(ESCAPED, '$1') : text
}
