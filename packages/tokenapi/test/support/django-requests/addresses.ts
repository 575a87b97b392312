import { FORM, type LiveRequest, type LiveUser, bytes } from './subjects.ts'

/** The guard's header. */
export function basic({ id, token }: LiveUser): LiveRequest[] {
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

export function queries({ id, token }: LiveUser): LiveRequest[] {
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

export function paths({ id, token }: LiveUser): LiveRequest[] {
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

export function methods({ id, username, password, token }: LiveUser): LiveRequest[] {
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
