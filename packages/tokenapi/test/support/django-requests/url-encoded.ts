import { CHARSETS, FORM, type LiveRequest, type Subject, escaped, post, utf8 } from './subjects.ts'

/** A URL-encoded form, in different letters. */
export function urlEncoded(subject: Subject): LiveRequest[] {
  const [[a, x], [b, y]] = subject.fields
  const pair = (name: string, value: string): string => `${name}=${escaped(utf8(value))}`
  const plain = `${pair(a, x)}&${pair(b, y)}`
  const form = (feature: string, body: string, type = FORM): LiveRequest =>
    post(subject, `form, ${feature}`, type, body)
  return [
    form('as it should be', plain),
    ...CHARSETS.map((charset) => form(`charset ${charset}`, plain, `${FORM}; charset=${charset}`)),
    form('charset twice', plain, `${FORM}; charset=utf-8; charset=latin-1`),
    form('latin-1 bytes, said', latin(subject), `${FORM}; charset=iso-8859-1`),
    form('latin-1 bytes, not said', latin(subject)),
    form('a parameter without a value', plain, `${FORM}; charset`),
    form('type in capitals', plain, FORM.toUpperCase()),
    form('space before the semicolon', plain, `${FORM} ; charset=utf-8`),
    form('tab before the semicolon', plain, `${FORM}\t; charset=utf-8`),
    form('comma behind the type', plain, `${FORM}, text/plain`),
    form('another type', plain, 'text/plain'),
    post(subject, 'form, no type', undefined, plain),
    form('type of no words', plain, ';'),
    form('semicolons between', `${pair(a, x)};${pair(b, y)}`),
    form('raw bytes', `${a}=${utf8(x).replace(/[%&+=#]/g, escaped)}&${b}=${utf8(y)}`),
    form('NUL behind a value', `${pair(a, x)}%00&${pair(b, y)}`),
    form('NUL before a value', `${a}=%00${escaped(utf8(x))}&${pair(b, y)}`),
    form('raw NUL behind a value', `${pair(a, x)}\0&${pair(b, y)}`),
    form('NUL behind the second value', `${pair(a, x)}&${pair(b, y)}%00`),
    form(
      'NUL in the second value',
      `${pair(a, x)}&${b}=${escaped(utf8(y)).replace(/^./, '$&%00')}`,
    ),
    form('NUL in a name', `${a}%00=${escaped(utf8(x))}&${pair(b, y)}`),
    form('BOM before', `\xef\xbb\xbf${plain}`),
    form('BOM in a value', `${a}=%EF%BB%BF${escaped(utf8(x))}&${pair(b, y)}`),
    form('white space around', ` ${plain} `),
    form('newline at the end', `${plain}\r\n`),
    form('newline behind a value', `${pair(a, x)}%0A&${pair(b, y)}`),
    form('space behind a value', `${pair(a, x)}+&${pair(b, y)}`),
    form('no-break space behind a value', `${pair(a, x)}%C2%A0&${pair(b, y)}`),
    form('bad UTF-8 behind a value', `${pair(a, x)}%FF&${pair(b, y)}`),
    form('overlong UTF-8', `${a}=%C0%B1&${pair(b, y)}`),
    form('a lone surrogate', `${a}=%ED%A0%80&${pair(b, y)}`),
    form('half an escape', `${pair(a, x)}%&${pair(b, y)}%4`),
    form('an escape of no digits', `${pair(a, x)}%zz&${pair(b, y)}`),
    form('an escape of another kind', `${pair(a, x)}%u0031&${pair(b, y)}`),
    form(
      'names escaped',
      `%${a.charCodeAt(0).toString(16)}${a.slice(1)}=${escaped(utf8(x))}&${pair(b, y)}`,
    ),
    form('names in capitals', `${a.toUpperCase()}=${escaped(utf8(x))}&${pair(b, y)}`),
    form('space behind a name', `${a}+=${escaped(utf8(x))}&${pair(b, y)}`),
    form('brackets', `${a}[]=${escaped(utf8(x))}&${pair(b, y)}`),
    form('no equals sign', `${a}&${pair(b, y)}`),
    form('an equals sign more', `${a}==${escaped(utf8(x))}&${pair(b, y)}`),
    form('empty value', `${a}=&${pair(b, y)}`),
    form('twice, wrong first', `${pair(a, '0')}&${plain}`),
    form('twice, wrong last', `${plain}&${pair(a, '0')}`),
    form('twice, empty last', `${plain}&${pair(b, '')}`),
    form('ampersands', `&&${pair(a, x)}&&&${pair(b, y)}&`),
    form('_charset_', `_charset_=iso-8859-1&${plain}`),
    form('1001 fields', `${plain}${'&z=1'.repeat(999)}`),
    form('998 fields more', `${plain}${'&z=1'.repeat(998)}`),
    form('nothing', ''),
    post(subject, 'form, compressed by its own word', FORM, plain, { 'Content-Encoding': 'gzip' }),
    post(subject, 'form, identity', FORM, plain, { 'Content-Encoding': 'identity' }),
  ]
}

/** In Latin-1, where it can be; a "?" for what it has not. */
function latin({ fields }: Subject): string {
  return fields
    .map(([name, value]) => `${name}=${escaped(value.replace(/[^\0-\xff]/g, '?'))}`)
    .join('&')
}
