/**
 * Requests to be sent to Django and to us: every way that we could think of to write down a login, a
 * check and a call, and to get it wrong. A request's `feature` says what is special about it.
 */
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

const FORM = 'application/x-www-form-urlencoded'
const utf8 = (text: string): string => Buffer.from(text).toString('latin1')
const bytes = (binary: string): Buffer => Buffer.from(binary, 'latin1')
/** Every byte escaped that has to be, of a text in which a character is a byte. */
const escaped = (binary: string): string =>
  binary.replace(
    /[^A-Za-z0-9_.-]/g,
    (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`,
  )

type Field = readonly [name: string, value: string]
/** What is written down: two fields, which a login and a call name differently. */
interface Subject {
  readonly what: string
  readonly path: string
  readonly fields: readonly [Field, Field]
}

export function liveRequests(users: readonly LiveUser[]): LiveRequest[] {
  const subjects = users.flatMap((user) => subjectsOf(user))
  const [first] = users as [LiveUser]
  return [
    ...subjects.flatMap((subject) => [...urlEncoded(subject), ...multipart(subject)]),
    ...users.flatMap(basic),
    ...queries(first),
    ...paths(first),
    ...methods(first),
  ]
}

function subjectsOf({ id, username, password, token }: LiveUser): Subject[] {
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
    call('wrong call', `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`),
  ]
}

function post(
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

const CHARSETS = [
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

/** A URL-encoded form, in different letters. */
function urlEncoded(subject: Subject): LiveRequest[] {
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
function multipart(subject: Subject): LiveRequest[] {
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

/** The guard's header. */
function basic({ id, token }: LiveUser): LiveRequest[] {
  const base64 = (text: string): string => Buffer.from(text).toString('base64')
  const right = `${id}:${token}`
  const get = (feature: string, header: string, path = '/whoami.json'): LiveRequest => ({
    feature: `basic: ${feature}`,
    method: 'GET',
    path,
    headers: { Authorization: header },
    body: Buffer.alloc(0),
  })
  const pair = (feature: string, text: string): LiveRequest => get(feature, `Basic ${base64(text)}`)
  return [
    pair('as it should be', right),
    ...['basic', 'BASIC', 'bAsIc'].map((scheme) =>
      get(`scheme ${scheme}`, `${scheme} ${base64(right)}`),
    ),
    ...['Digest', 'Token', 'Negotiate'].map((scheme) =>
      get(`scheme ${scheme}`, `${scheme} ${base64(right)}`),
    ),
    get('two spaces', `Basic  ${base64(right)}`),
    get('space behind', `Basic ${base64(right)} `),
    get('a tab', `Basic\t${base64(right)}`),
    get('nothing behind', 'Basic '),
    get('scheme alone', 'Basic'),
    get('no padding', `Basic ${base64(right).replace(/=+$/, '')}`),
    get('base64url', `Basic ${Buffer.from(`${right}\u00ff\u00fe`).toString('base64url')}`),
    get('a comma behind', `Basic ${base64(right)},`),
    get('a parameter behind', `Basic ${base64(right)}, realm="x"`),
    get('no base64', `Basic ${right}`),
    pair('no colon', `${id}${token}`),
    pair('a colon more', `${right}:`),
    pair('an empty user', `:${token}`),
    pair('an empty token', `${id}:`),
    pair('NUL behind the user', `${id}\0:${token}`),
    pair('NUL behind the token', `${right}\0`),
    pair('newline behind the token', `${right}\n`),
    pair('space behind the user', `${id} :${token}`),
    pair('slash in the token', `${id}:${token.slice(0, 10)}/${token.slice(11)}`),
    pair('zeros before the user', `00${right}`),
    pair('a plus before the user', `+${right}`),
    pair('a user that is a name', `margot:${token}`),
    pair('a user beyond 64 bits', `${'9'.repeat(30)}:${token}`),
    pair('a token in capitals', `${id}:${token.toUpperCase()}`),
    get('beside a user in the query', `Basic ${base64(right)}`, `/whoami.json?user=${id}`),
    get(
      'beside a wrong pair in the query',
      `Basic ${base64(right)}`,
      `/whoami.json?user=${id}&token=x`,
    ),
    get('beside empty ones in the query', `Basic ${base64(right)}`, '/whoami.json?user=&token='),
  ]
}

function queries({ id, token }: LiveUser): LiveRequest[] {
  const get = (feature: string, query: string): LiveRequest => ({
    feature: `query: ${feature}`,
    method: 'GET',
    path: `/whoami.json?${query}`,
    headers: {},
    body: Buffer.alloc(0),
  })
  const right = `user=${id}&token=${token}`
  return [
    get('as it should be', right),
    get('escaped', `user=%3${id}&token=${token.replace('-', '%2D')}`),
    get('semicolon', right.replace('&', ';')),
    get('twice, wrong first', `user=0&${right}`),
    get('twice, wrong last', `${right}&user=0`),
    get('NUL behind the user', `user=${id}%00&token=${token}`),
    get('NUL behind the token', `${right}%00`),
    get('space behind the user', `user=${id}+&token=${token}`),
    get('newline behind the token', `${right}%0A`),
    get('bad UTF-8 behind the token', `${right}%FF`),
    get('bad UTF-8 in another', `${right}&z=%FF`),
    get('slash in the token', right.replace('-', '/')),
    get('a question mark more', `?${right}`),
    get('brackets', right.replace('user=', 'user[]=')),
    get('names in capitals', right.replace('user=', 'USER=')),
    get('1001 parameters', `${right}${'&z=1'.repeat(999)}`),
    get('998 parameters more', `${right}${'&z=1'.repeat(998)}`),
    get('a user with a fraction', right.replace(`=${id}&`, `=${id}.0&`)),
    get('a user of other digits', right.replace(`=${id}&`, '=%D9%A1&')),
    get('a user with an exponent', right.replace(`=${id}&`, `=${id}e0&`)),
    get('a user with an underscore', right.replace(`=${id}&`, `=0_${id}&`)),
  ]
}

function paths({ id, token }: LiveUser): LiveRequest[] {
  const get = (feature: string, path: string): LiveRequest => ({
    feature: `path: ${feature}`,
    method: 'GET',
    path: `/token/${path}`,
    headers: {},
    body: Buffer.alloc(0),
  })
  const with23 = (end: string): string => `${token.slice(0, 23)}${end}`
  const end = `/${id}.json`
  return [
    get('as it should be', `${token}${end}`),
    get('a slash in the token', `${with23('/')}${end}`),
    get('an escaped slash in the token', `${with23('%2F')}${end}`),
    get('an escaped slash in the middle', `${token.slice(0, 10)}%2F${token.slice(11)}${end}`),
    get('a slash in the middle', `${token.slice(0, 10)}/${token.slice(11)}${end}`),
    get('slashes alone', `${'%2F'.repeat(24)}${end}`),
    get('NUL in the token', `${with23('%00')}${end}`),
    get('a newline in the token', `${with23('%0A')}${end}`),
    get('a carriage return in the token', `${with23('%0D')}${end}`),
    get('a line separator in the token', `${with23('%E2%80%A8')}${end}`),
    get('a backslash in the token', `${with23('%5C')}${end}`),
    get('an escaped question mark in the token', `${with23('%3F')}${end}`),
    get('an escaped percent in the token', `${with23('%25')}${end}`),
    get('a dot in the token', `${with23('.')}${end}`),
    get('a semicolon in the token', `${with23(';')}${end}`),
    get('bad UTF-8 in the token', `${with23('%FF')}${end}`),
    get('a broken escape in the token', `${with23('%zz')}${end}`),
    get('half an escape in the token', `${with23('%4')}${end}`),
    get('emoji in the token', `${with23('%F0%9F%98%80')}${end}`),
    get('a token in capitals', `${token.toUpperCase()}${end}`),
    get('an escaped slash before the user', `${token}%2F${id}.json`),
    get('an escaped dot', `${token}/${id}%2Ejson`),
    get('another character for the dot', `${token}/${id}xjson`),
    get('a slash for the dot', `${token}/${id}/json`),
    get('NUL behind the user', `${token}/${id}%00.json`),
    get('NUL at the end', `${token}${end}%00`),
    get('a newline at the end', `${token}${end}%0A`),
    get('a slash at the end', `${token}${end}/`),
    get('zeros before the user', `${token}/00${id}.json`),
    get('other digits', `${token}/%D9%A1.json`),
    get('a query', `${token}${end}?user=2&token=x`),
    get('an empty query', `${token}${end}?`),
    get('two slashes', `${token}/${end}`),
    get('JSON in capitals', `${token}/${id}.JSON`),
  ]
}

function methods({ id, username, password, token }: LiveUser): LiveRequest[] {
  const login = `username=${username}&password=${password}`
  return ['HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'POST', 'PURGE'].flatMap((method) =>
    (
      [
        ['/token/new.json', login],
        [`/token/${token}/${id}.json`, ''],
        [`/whoami.json?user=${id}&token=${token}`, ''],
        ['/whoami.json', `user=${id}&token=${token}`],
      ] as const
    ).map(([path, body]) => ({
      feature: `method: ${method} ${path.replace(/[?].*/, '?').replace(token, 'TOKEN')}${body === '' ? '' : ', form'}`,
      method,
      path,
      headers: method === 'HEAD' ? {} : { 'Content-Type': FORM },
      body: bytes(method === 'HEAD' ? '' : body),
    })),
  )
}
