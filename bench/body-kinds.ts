/** Bodies and fields of 128 KiB that are slow for some parsers. */

/** One request. */
export interface BodyKind {
  readonly name: string
  /** Where it is sent: a guarded route, or the login. */
  readonly at: 'view' | 'login'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  readonly target?: string
}

export const SIZE = 131_072

const form = (charset = ''): Record<string, string> => ({
  'content-type': `application/x-www-form-urlencoded${charset === '' ? '' : `; charset=${charset}`}`,
})
const MULTIPART = { 'content-type': 'multipart/form-data; boundary=b' }
const JSON_TYPE = { 'content-type': 'application/json' }

/** Repeats `unit` up to the size. */
const filled = (unit: string, head = '', tail = ''): Uint8Array =>
  Buffer.from(
    head + unit.repeat(Math.floor((SIZE - head.length - tail.length) / unit.length)) + tail,
    'latin1',
  )
const times = (count: number, piece: (i: number) => string): Uint8Array =>
  Buffer.from(
    Array.from({ length: count }, (_, i) => piece(i))
      .join('')
      .slice(0, SIZE),
    'latin1',
  )
const PART = '--b\r\nContent-Disposition: form-data; name='
const filePart = (i: number): string => `${PART}"f${i}"; filename="a"\r\n\r\n\r\n`

export const BODY_KINDS: readonly BodyKind[] = [
  {
    name: 'multipart: a part with 25,000 header lines',
    at: 'view',
    headers: MULTIPART,
    body: filled('a: \r\n', `${PART}"user"\r\n`),
  },
  {
    name: 'multipart: 990 empty files',
    at: 'view',
    headers: MULTIPART,
    body: times(990, filePart),
  },
  {
    name: 'multipart: 990 fields',
    at: 'view',
    headers: MULTIPART,
    body: times(990, (i) => `${PART}"f${i}"\r\n\r\n${'x'.repeat(70)}\r\n`),
  },
  {
    name: 'multipart: one long field in base64',
    at: 'view',
    headers: MULTIPART,
    body: filled('YWJj', `${PART}"user"\r\nContent-Transfer-Encoding: base64\r\n\r\n`, '\r\n--b--'),
  },
  {
    name: 'multipart: parts whose headers are as long as may be',
    at: 'view',
    headers: MULTIPART,
    body: times(31, (i) => `${PART}"f${i}"${';a="'.repeat(980)}\r\n\r\n\r\n`),
  },
  {
    name: 'multipart: 990 parts with as many parameters as fit',
    at: 'view',
    headers: MULTIPART,
    body: times(990, () => `${PART}"token"${';name=user'.repeat(7)}\r\n\r\n\r\n`),
  },
  { name: 'multipart: line ends alone', at: 'view', headers: MULTIPART, body: filled('\r\n') },
  {
    name: 'multipart: what is nearly a boundary',
    at: 'view',
    headers: { 'content-type': `multipart/form-data; boundary=${'-'.repeat(69)}x` },
    body: filled('-', '\r\n'),
  },
  {
    name: 'form: Latin-1, bytes of 0xff',
    at: 'view',
    headers: form('iso-8859-1'),
    body: filled('\xff', 'user='),
  },
  {
    name: 'form: UTF-8, bytes of 0xff',
    at: 'view',
    headers: form(),
    body: filled('\xff', 'user='),
  },
  {
    name: 'form: UTF-8, escapes of 0xff',
    at: 'view',
    headers: form(),
    body: filled('%ff', 'token=1&user='),
  },
  {
    name: 'form: Shift_JIS, bytes of 0xff',
    at: 'view',
    headers: form('shift_jis'),
    body: filled('\xff', 'token=1&user='),
  },
  {
    name: 'form: GB18030, valid',
    at: 'view',
    headers: form('gb18030'),
    body: filled('\x81\x30\x81\x30', 'token=1&user='),
  },
  {
    name: 'form: ISO-2022-JP, switching',
    at: 'view',
    headers: form('iso-2022-jp'),
    body: filled('\x1b$B!!\x1b(B', 'token=1&user='),
  },
  {
    name: 'form: an id of 130,000 zeros and an x',
    at: 'view',
    headers: form(),
    body: filled('0', 'token=aaa-bbbbbbbbbbbbbbbbbbbb&user=', 'x'),
  },
  {
    name: 'form: 1,000 fields of 120 bytes',
    at: 'view',
    headers: form(),
    body: times(1_000, (i) => `${i === 0 ? '' : '&'}${`f${i}=`.padEnd(120, '%C3%A4')}`),
  },
  {
    name: 'form: 1,000 names of escapes',
    at: 'view',
    headers: form(),
    body: times(1_000, () => `&${'%c3'.repeat(8)}=${'%c3'.repeat(33)}`).subarray(1),
  },
  { name: 'form: separators alone', at: 'view', headers: form(), body: filled('&') },
  { name: 'form: equals signs alone', at: 'view', headers: form(), body: filled('=') },
  { name: 'form: broken escapes', at: 'view', headers: form(), body: filled('%', 'token=1&user=') },
  {
    name: 'login: a form of one long name',
    at: 'login',
    headers: form(),
    body: filled('\xe9', 'username='),
  },
  {
    name: 'login: JSON nested 60,000 deep',
    at: 'login',
    headers: JSON_TYPE,
    body: Buffer.from('['.repeat(60_000) + ']'.repeat(60_000)),
  },
  { name: 'login: JSON, objects nested', at: 'login', headers: JSON_TYPE, body: filled('{"":') },
  {
    name: 'login: JSON of 65,000 numbers',
    at: 'login',
    headers: JSON_TYPE,
    body: filled('1,', '{"a":[', '1]}'),
  },
  {
    name: 'login: JSON of one long string',
    at: 'login',
    headers: JSON_TYPE,
    body: filled('\\u00e4', '{"username":"', '"}'),
  },
  {
    name: 'login: JSON of one long number',
    at: 'login',
    headers: JSON_TYPE,
    body: filled('9', '{"username":', '}'),
  },
  {
    name: 'login: JSON of white space',
    at: 'login',
    headers: JSON_TYPE,
    body: filled(' ', '{"username":1', '}'),
  },
]

/** No server takes fields as long as these; they say how the time grows. */
export const FIELD_KINDS: readonly BodyKind[] = [
  ...['Basic ', 'Bearer ', 'x'].flatMap((scheme): BodyKind[] =>
    ['A', ' ', ':', 'A:', '=', 'é'].map((unit) => ({
      name: `Authorization: ${scheme}${unit}${unit}…`,
      at: 'view',
      headers: { authorization: `${scheme}${unit.repeat(SIZE / unit.length)}\n` },
    })),
  ),
  ...[';', '; ', ';a="', ';boundary="\\"', ';boundary=', ' ', ';charset="'].map(
    (unit): BodyKind => ({
      name: `Content-Type: multipart/form-data${unit}${unit}…`,
      at: 'view',
      headers: { 'content-type': `multipart/form-data${unit.repeat(SIZE / unit.length)}` },
      body: new Uint8Array(),
    }),
  ),
  ...[',', ', ', ' ', 'application/problem+json;', ';q=0', 'application/problem+json;q=0.0,'].map(
    (unit): BodyKind => ({
      name: `Accept: ${unit}${unit}…`,
      at: 'view',
      headers: { accept: `application/problem+json${unit.repeat(SIZE / unit.length)}x` },
    }),
  ),
  ...['a=%ff&', '&', '%', '=', '?', 'user=ä&'].map((unit): BodyKind => ({
    name: `the query ${unit}${unit}…`,
    at: 'view',
    headers: {},
    target: `/?${unit.repeat(SIZE / unit.length)}`,
  })),
]
