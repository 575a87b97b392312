/** Scenarios beyond the recordings and the bad inputs: options of a guard, bodies, methods and outages. */
import type { BadInputs } from './recording.js'
import { type Scenario, rawRequest } from './scenario.js'

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }

type Row = readonly [name: string, request: Scenario['request']]

export function ownScenarios({ fixture }: BadInputs): Scenario[] {
  const token = fixture.validTokens['1'] as string
  const right = { Authorization: `Bearer 1:${token}` }
  const wrong = { Authorization: `Bearer 2:${token}` }
  const query = `?user=1&token=${token}`
  const login = { username: 'bob', password: 'tr0ub4dor and three' }
  const same = (world: Scenario['world'], group: string, rows: readonly Row[]): Scenario[] =>
    rows.map(([name, request]) => ({ name, group, world, expects: 'same', request }))

  return [
    ...same('fixture', 'login', [
      ['a JSON login', rawRequest('POST', '/token/new.json', JSON_TYPE, JSON.stringify(login))],
      ['invalid JSON', rawRequest('POST', '/token/new.json', JSON_TYPE, '{"username":')],
      ['problem details, if accepted', rawRequest('GET', '/token/new.json', PROBLEM)],
      ['HEAD at the verify address', rawRequest('HEAD', `/token/${token}/1.json`)],
      ['OPTIONS at the login address', rawRequest('OPTIONS', '/token/new.json')],
      ['a chunked form', chunked('/token/new.json', FORM, new URLSearchParams(login).toString())],
      ['an absolute-form target', rawRequest('GET', `http://target/token/${token}/1.json`)],
      ['no body', rawRequest('POST', '/token/new.json')],
      ['the mount alone', rawRequest('GET', '/token/')],
    ]),
    {
      ...{ name: 'as JSON', group: 'the user of a handler', world: 'fixture', expects: 'same' },
      request: rawRequest('GET', '/user.json', right),
      judge: ({ body }) => [
        ...(body.includes('@example.com') ? [] : ['the user lacks an attribute']),
        ...(body.includes('password') || body.includes('$')
          ? ['the password hash is in the answer']
          : []),
      ],
    },
    ...same('fixture', 'optional authentication', [
      ['no credentials', rawRequest('GET', '/optional.json')],
      ['a user without a token', rawRequest('GET', '/optional.json?user=1')],
      ['an unsupported scheme', rawRequest('GET', '/optional.json', DIGEST)],
      ['right', rawRequest('GET', '/optional.json', right)],
      ['right, in a form', rawRequest('POST', '/optional.json', FORM, query.slice(1))],
      ['wrong', rawRequest('GET', '/optional.json', wrong)],
      ['malformed', rawRequest('GET', '/optional.json', { Authorization: 'Basic =' })],
    ]),
    ...same('fixture', 'reading the authentication without guarding', [
      ['right', rawRequest('GET', '/ask.json', right)],
      ['wrong', rawRequest('GET', '/ask.json', wrong)],
      ['no credentials', rawRequest('GET', '/ask.json')],
    ]),
    ...same('fixture', 'refusals of the application', [
      ['a 200 by mistake is still a refusal', rawRequest('GET', '/words.json')],
      ['of a wrong token', rawRequest('GET', '/words.json', wrong)],
      ['to HEAD', rawRequest('HEAD', '/words.json')],
      ['a redirect', rawRequest('GET', '/redirect.json')],
      ['one that throws', rawRequest('GET', '/mistake.json')],
      ['one whose body breaks', rawRequest('GET', '/broken.json')],
      ['right credentials: not called', rawRequest('GET', '/words.json', right)],
    ]),
    ...same('fixture', 'bodies stay readable', [
      ['a form', rawRequest('POST', '/form.json', FORM, `${query.slice(1)}&note=hello+w%C3%B6rld`)],
      ['a long form', rawRequest('POST', '/form.json', FORM, `${query.slice(1)}&note=${LONG}`)],
      ['a chunked form', chunked('/form.json', FORM, `${query.slice(1)}&note=a`)],
      ['a form beside a header', rawRequest('POST', '/form.json', { ...FORM, ...right }, 'note=x')],
      ['a form that is refused', rawRequest('POST', '/form.json', FORM, 'note=x&user=1&token=y')],
      ['JSON', rawRequest('POST', '/json.json', { ...JSON_TYPE, ...right }, '{"note":"hé"}')],
      ['JSON, PUT', rawRequest('PUT', '/json.json', { ...JSON_TYPE, ...right }, '{"note":1}')],
      ['bytes', rawRequest('POST', '/upload.json', { ...BYTES, ...right }, MANY)],
      ['bytes, chunked', chunked('/upload.json', { ...BYTES, ...right }, 'x'.repeat(3_000))],
      ['bytes, refused', rawRequest('POST', '/upload.json', { ...BYTES, ...wrong }, MANY)],
      ['no bytes', rawRequest('POST', '/upload.json', { ...BYTES, ...right }, '')],
    ]),
    ...same('fixture', 'credentials in the header alone', [
      [
        'right, and a long form',
        rawRequest('POST', '/header/form.json', { ...FORM, ...right }, `note=${LONG}`),
      ],
      [
        'right, and a wrong form',
        rawRequest('POST', '/header/form.json', { ...FORM, ...right }, 'user=2&token=x&note=1'),
      ],
      [
        'right, and a wrong query',
        rawRequest('GET', '/header/optional.json?user=2&token=x', right),
      ],
      [
        'right, and a query of many fields',
        rawRequest('GET', `/header/optional.json?${'a&'.repeat(1_100)}`, right),
      ],
      ['a form is not read', rawRequest('POST', '/header/form.json', FORM, query.slice(1))],
      ['a query is not read', rawRequest('POST', `/header/form.json${query}`, FORM, 'note=1')],
      ['optional: a query is not read', rawRequest('GET', `/header/optional.json${query}`)],
      ['optional: a wrong header is refused', rawRequest('GET', '/header/optional.json', wrong)],
    ]),
    ...same('fixture', 'credentials in other places', [
      ['a query', rawRequest('GET', `/query.json${query}`)],
      ['a query beside a wrong header', rawRequest('GET', `/query.json${query}`, wrong)],
      [
        'a query beside a malformed header',
        rawRequest('GET', `/query.json${query}`, { Authorization: 'Basic' }),
      ],
      [
        'a query beside a wrong form',
        rawRequest('POST', `/query.json${query}`, FORM, 'user=2&token=x'),
      ],
      ['a header is not read', rawRequest('GET', '/query.json', right)],
      ['a form', rawRequest('POST', '/form-or-header.json', FORM, query.slice(1))],
      [
        'a form comes before a header',
        rawRequest('POST', '/form-or-header.json', { ...FORM, ...right }, 'user=2&token=x'),
      ],
      [
        'half a form, and a header',
        rawRequest('POST', '/form-or-header.json', { ...FORM, ...right }, 'user=2'),
      ],
      [
        'a query does not complete half a form',
        rawRequest('POST', `/form-or-header.json?token=${token}`, FORM, 'user=1'),
      ],
    ]),
    ...same('fixture', 'methods', [
      ...['PUT', 'PATCH', 'DELETE'].flatMap((method): Row[] => [
        [method, rawRequest(method, '/whoami.json', right)],
        [`${method}, refused`, rawRequest(method, '/whoami.json')],
      ]),
      ['HEAD', rawRequest('HEAD', '/whoami.json', right)],
      ['HEAD, refused', rawRequest('HEAD', '/whoami.json')],
      ['problem details, if accepted', rawRequest('GET', '/whoami.json', PROBLEM)],
      ['parameters of the path', rawRequest('GET', '/items/7/a-b', right)],
      ['100-continue', rawRequest('POST', '/form.json', EXPECT, `${query.slice(1)}&note=c`)],
    ]),
    ...same('outage', 'outages', [
      ['at a guarded route', rawRequest('GET', '/whoami.json', right)],
      ['at a guarded route, in a form', rawRequest('POST', '/form.json', FORM, query.slice(1))],
      ['at an optional route', rawRequest('GET', '/optional.json', right)],
      ['at an optional route, no credentials', rawRequest('GET', '/optional.json')],
      ['not a refusal, so `onRefused` is not called', rawRequest('GET', '/words.json', right)],
      ['at `authenticate`', rawRequest('GET', '/ask.json', right)],
      ['no credentials are still a 401', rawRequest('GET', '/whoami.json')],
      ['at the verify address', rawRequest('GET', `/token/${token}/1.json`)],
      ['at login', rawRequest('POST', '/token/new.json', FORM, String(new URLSearchParams(login)))],
    ]),
  ]
}

/** Uploads to a route that reads credentials from the header alone, and to one that reads forms too. */
export function uploadScenarios({ fixture }: BadInputs): Scenario[] {
  const token = fixture.validTokens['1'] as string
  const right = { Authorization: `Bearer 1:${token}` }
  const wrong = { Authorization: `Bearer 2:${token}` }
  const rows: readonly Row[] = [
    [
      'right, and an upload',
      rawRequest('POST', '/header/upload.json', { ...UPLOAD, ...right }, MANY),
    ],
    [
      'wrong, and an upload',
      rawRequest('POST', '/header/upload.json', { ...UPLOAD, ...wrong }, MANY),
    ],
    [
      'by default an upload comes before a header',
      rawRequest('POST', '/upload.json', { ...UPLOAD, ...right }, MANY),
    ],
  ]
  return rows.map(([name, request]) => ({
    name,
    group: 'uploads',
    world: 'fixture',
    expects: 'same',
    request,
  }))
}

const JSON_TYPE = { 'Content-Type': 'application/json' }
const BYTES = { 'Content-Type': 'application/octet-stream' }
const UPLOAD = { 'Content-Type': 'multipart/form-data; boundary=b' }
const PROBLEM = { Accept: 'application/problem+json' }
const DIGEST = { Authorization: 'Digest username="alice"' }
const EXPECT = { ...FORM, Expect: '100-continue' }
const LONG = 'a'.repeat(20_000)
const MANY = Uint8Array.from({ length: 200_000 }, (_, i) => i % 251)

/** The body in chunks of a thousand bytes (RFC 9112 §7.1). */
function chunked(path: string, headers: Record<string, string>, body: string): Scenario['request'] {
  const chunks = body.match(/.{1,1000}/gs) ?? []
  const coded = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('')
  return rawRequest(
    'POST',
    path,
    { ...headers, 'Transfer-Encoding': 'chunked' },
    `${coded}0\r\n\r\n`,
  )
}
