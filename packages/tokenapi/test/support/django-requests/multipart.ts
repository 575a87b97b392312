import { CHARSETS, type LiveRequest, type Subject, escaped, post, utf8 } from './subjects.ts'

const BOUNDARY = 'liveBoundary7MA4'

interface Writing {
  readonly boundary?: string
  readonly newline?: string
  readonly preamble?: string
  readonly end?: string
}

function written(parts: readonly (readonly [head: string, value: string])[], how: Writing = {}) {
  const { boundary = BOUNDARY, newline = '\r\n', preamble = '' } = how
  const { end = `--${boundary}--${newline}` } = how
  const text = parts.map(
    ([head, value]) =>
      `--${boundary}${newline}${head.replaceAll('\n', newline)}${newline}${newline}${value}${newline}`,
  )
  return `${preamble}${text.join('')}${end}`
}

const disposition = (name: string, more = ''): string =>
  `Content-Disposition: form-data; name="${name}"${more}`

/** A multipart form, in different letters. */
export function multipart(subject: Subject): LiveRequest[] {
  const [[a, x0], [b, y0]] = subject.fields
  const [x, y] = [utf8(x0), utf8(y0)]
  const second = [disposition(b), y] as const
  const type = `multipart/form-data; boundary=${BOUNDARY}`
  const form = (feature: string, body: string, contentType = type): LiveRequest =>
    post(subject, `multipart, ${feature}`, contentType, body)
  const first = (feature: string, head: string, value = x, how: Writing = {}): LiveRequest =>
    form(feature, written([[head, value], second], how))
  const plain = [[disposition(a), x], second] as const
  const base64 = Buffer.from(x, 'latin1').toString('base64')
  const odd = (boundary: string, said: string): LiveRequest =>
    form(`boundary ${said}`, written(plain, { boundary }), `multipart/form-data; boundary=${said}`)
  return [
    form('as it should be', written(plain)),
    form('newlines alone', written(plain, { newline: '\n' })),
    form('carriage returns alone', written(plain, { newline: '\r' })),
    form('a preamble', written(plain, { preamble: 'This is a form.\r\n' })),
    form('an empty line before', written(plain, { preamble: '\r\n' })),
    form('a preamble with a field', written(plain, { preamble: `${disposition(a)}\r\n\r\n0\r\n` })),
    form('text behind the end', `${written(plain)}more`),
    form('a form behind the end', `${written(plain)}${written([[disposition(a), '0']])}`),
    form('no newline at the end', written(plain, { end: `--${BOUNDARY}--` })),
    form('no end', written(plain, { end: '' })),
    form('one dash at the end', written(plain, { end: `--${BOUNDARY}-\r\n` })),
    form('cut inside a value', written(plain).slice(0, -BOUNDARY.length - 10)),
    form('cut inside a head', written(plain).slice(0, written(plain).lastIndexOf('name=') + 3)),
    form(
      'white space behind a boundary',
      written(plain).replace(`${BOUNDARY}\r\n`, `${BOUNDARY}  \r\n`),
    ),
    form('text behind a boundary', written(plain).replace(`${BOUNDARY}\r\n`, `${BOUNDARY}x\r\n`)),
    form('another type of multipart', written(plain), `multipart/mixed; boundary=${BOUNDARY}`),
    form('type in capitals', written(plain), `Multipart/Form-Data; boundary=${BOUNDARY}`),
    form('boundary= in capitals', written(plain), `multipart/form-data; BOUNDARY=${BOUNDARY}`),
    form(
      'a charset before',
      written(plain),
      `multipart/form-data; charset=utf-8; boundary=${BOUNDARY}`,
    ),
    ...CHARSETS.map((charset) =>
      form(`charset ${charset}`, written(plain), `${type}; charset=${charset}`),
    ),
    form('no boundary', written(plain), 'multipart/form-data'),
    form('an empty boundary', written(plain, { boundary: '' }), 'multipart/form-data; boundary='),
    form('boundary twice, right first', written(plain), `${type}; boundary=other`),
    form(
      'boundary twice, right last',
      written(plain),
      `multipart/form-data; boundary=other; boundary=${BOUNDARY}`,
    ),
    odd('a b', '"a b"'),
    odd('a b', 'a b'),
    odd('a', 'a'),
    odd("'a'", "'a'"),
    odd('a=b', 'a=b'),
    odd('a;b', '"a;b"'),
    odd('a"b', '"a\\"b"'),
    odd('--', '--'),
    odd('a(b)', 'a(b)'),
    odd('a*b$', 'a*b$'),
    odd('x'.repeat(70), 'x'.repeat(70)),
    odd('x'.repeat(71), 'x'.repeat(71)),
    odd('x'.repeat(200), 'x'.repeat(200)),
    odd('x'.repeat(201), 'x'.repeat(201)),
    odd('\xe9', '\xe9'),
    odd('a ', '"a "'),
    first('name without quotes', `Content-Disposition: form-data; name=${a}`),
    first('name in single quotes', `Content-Disposition: form-data; name='${a}'`),
    first('name=* of RFC 5987', `Content-Disposition: form-data; name*=utf-8''${a}`),
    first('name= and name*=', `${disposition('z')}; name*=utf-8''${a}`),
    first('name*= and name=', `Content-Disposition: form-data; name*=utf-8''z; name="${a}"`),
    first('name in capitals', disposition(a.toUpperCase())),
    first('NAME=', `Content-Disposition: form-data; NAME="${a}"`),
    first('name twice, right first', disposition(a, '; name="z"')),
    first('name twice, right last', disposition('z', `; name="${a}"`)),
    first('name with a backslash', disposition(`\\${a}`)),
    first('name with an escape', disposition(`%${a.charCodeAt(0).toString(16)}${a.slice(1)}`)),
    first('space in a name', disposition(` ${a} `)),
    first('NUL in a name', disposition(`${a}\0`)),
    first('no name', 'Content-Disposition: form-data'),
    first('an empty name', disposition('')),
    first('spaces around the equals sign', `Content-Disposition: form-data; name = "${a}"`),
    first('no space behind the semicolon', `Content-Disposition: form-data;name="${a}"`),
    first('a semicolon at the end', disposition(a, ';')),
    first('no semicolon', `Content-Disposition: form-data name="${a}"`),
    first('an open quote', `Content-Disposition: form-data; name="${a}`),
    first('another disposition', `Content-Disposition: attachment; name="${a}"`),
    first('a disposition in capitals', `Content-Disposition: FORM-DATA; name="${a}"`),
    first(
      'a head in capitals',
      disposition(a).replace('Content-Disposition', 'CONTENT-DISPOSITION'),
    ),
    first('no space behind the colon', disposition(a).replace(': ', ':')),
    first('space before the colon', disposition(a).replace(':', ' :')),
    first('a folded head', `Content-Disposition: form-data;\n name="${a}"`),
    first('a head twice, right first', `${disposition(a)}\n${disposition('z')}`),
    first('a head twice, right last', `${disposition('z')}\n${disposition(a)}`),
    first('a head without a colon', `${disposition(a)}\nnonsense`),
    first('a head before it', `X-Other: 1\n${disposition(a)}`),
    first('no disposition', 'Content-Type: text/plain'),
    form('no head', written([['', x], second])),
    first('a file by name', disposition(a, '; filename="f"')),
    first('a file with an empty name', disposition(a, '; filename=""')),
    first('a file by filename*', disposition(a, "; filename*=utf-8''f")),
    first('filename without quotes', disposition(a, '; filename=f')),
    first('FILENAME=', disposition(a, '; FILENAME="f"')),
    first('a type of its own', `${disposition(a)}\nContent-Type: text/plain`),
    first('a type of bytes', `${disposition(a)}\nContent-Type: application/octet-stream`),
    first(
      'a part in latin-1',
      `${disposition(a)}\nContent-Type: text/plain; charset=iso-8859-1`,
      x0,
    ),
    first('a part in UTF-16', `${disposition(a)}\nContent-Type: text/plain; charset=utf-16`),
    first('base64', `${disposition(a)}\nContent-Transfer-Encoding: base64`, base64),
    first('base64 in capitals', `${disposition(a)}\nContent-Transfer-Encoding: BASE64`, base64),
    first(
      'base64 in lines',
      `${disposition(a)}\nContent-Transfer-Encoding: base64`,
      base64.replace(/.{4}/g, '$&\r\n'),
    ),
    first(
      'base64 without padding',
      `${disposition(a)}\nContent-Transfer-Encoding: base64`,
      base64.replace(/=+$/, ''),
    ),
    first('base64 that is none', `${disposition(a)}\nContent-Transfer-Encoding: base64`, '!!'),
    first('quoted-printable', `${disposition(a)}\nContent-Transfer-Encoding: quoted-printable`),
    first('8bit', `${disposition(a)}\nContent-Transfer-Encoding: 8bit`),
    first('NUL in a value', disposition(a), `${x}\0`),
    first('bad UTF-8 in a value', disposition(a), `${x}\xff`),
    first('BOM in a value', disposition(a), `\xef\xbb\xbf${x}`),
    first('newline in a value', disposition(a), `${x}\r\n`),
    first('a value like a boundary', disposition(a), `${x}\r\n--${BOUNDARY}x`),
    first('empty value', disposition(a), ''),
    form('twice, wrong first', written([[disposition(a), '0'], ...plain])),
    form('twice, wrong last', written([...plain, [disposition(a), '0']])),
    form(
      'a field and a file of one name',
      written([...plain, [disposition(a, '; filename="f"'), '0']]),
    ),
    form('_charset_', written([[disposition('_charset_'), 'iso-8859-1'], ...plain])),
    form(
      'a form inside',
      written([
        ...plain,
        [
          `${disposition('z')}\nContent-Type: multipart/mixed; boundary=in`,
          '--in\r\n\r\n1\r\n--in--',
        ],
      ]),
    ),
    form('nothing', ''),
    form('the end alone', `--${BOUNDARY}--\r\n`),
    form('a URL-encoded form', `${a}=${escaped(x)}&${b}=${escaped(y)}`),
  ]
}
