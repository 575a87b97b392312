/** The token is sent below `url` and nowhere else. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { createClient } from '../../src/client/index.ts'
import { type HttpServer, httpServer } from '../support/http-server.ts'

let own: HttpServer
let other: HttpServer
beforeAll(async () => {
  other = await httpServer((_request, response) => response.end('{}'))
  own = await httpServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '', own.url)
    const location = searchParams.get('to')
    if (location === null) response.end('{}')
    else response.writeHead(Number(searchParams.get('status') ?? 302), { location }).end()
  })
})
beforeEach(() => void (own.requests.length = other.requests.length = 0))
afterAll(() => [own, other].forEach((server) => server.close()))

const clientOf = (prefix = '') => createClient({ url: own.url + prefix, token: 'acme_secret' })
/** Paths of the requests that had the token. */
const sent = (server: HttpServer) =>
  server.requests
    .filter(({ headers }) => headers.authorization === 'Bearer acme_secret')
    .map(({ path }) => path)

describe('a path below `url`', () => {
  it.each([
    ['', '/index.json', '/index.json'],
    ['', 'index.json', '/index.json'],
    ['', '', '/'],
    ['', '/a?next=https://other.example/../x', '/a?next=https://other.example/../x'],
    ['', '/a..b/..c/...', '/a..b/..c/...'],
    ['', '/@other.example/x', '/@other.example/x'],
    ['', '/a b', '/a%20b'],
    ['/api', '/index.json', '/api/index.json'],
    ['/api/', '/index.json', '/api/index.json'],
    ['/api', '/./index.json', '/api/index.json'],
  ])('%s + %s', async (prefix, path, arrives) => {
    expect((await clientOf(prefix).fetch(path)).status).toBe(200)
    expect(sent(own)).toEqual([arrives])
  })
  it('a URL', async () => {
    await clientOf('/api').fetch(new URL('/api/x?y#z', own.url))
    await clientOf('/api').fetch(`${own.url}/api/x`)
    expect(sent(own)).toEqual(['/api/x?y', '/api/x'])
  })
})

describe('a path that leads elsewhere is a TypeError, and nothing is sent', () => {
  it.each([
    () => `${other.url}/x`,
    () => other.url,
    () => `//127.0.0.1:${other.port}/x`,
    () => `///127.0.0.1:${other.port}/x`,
    () => `\\\\127.0.0.1:${other.port}/x`,
    () => `/\\127.0.0.1:${other.port}/x`,
    () => ` ${other.url}/x`,
    () => `\t${other.url}/x`,
    () => `HTTP://127.0.0.1:${other.port}/x`,
    () => `ftp://127.0.0.1:${other.port}/x`,
    // Starts with the text of the base, and is another host.
    () => `${own.url}@127.0.0.1:${other.port}/x`,
    () => `${own.url}0/x`,
    // Leave the prefix.
    () => `${own.url}/other/x`,
    () => `${own.url}/apix`,
    () => '../x',
    () => '/../x',
    () => '/a/../../x',
    () => '/a/..',
    () => '/%2e%2e/x',
    () => '/.%2E/x',
    () => '/..\\x',
    () => '/.\t./x',
    () => '/..\n/x',
    () => '/..?x',
    () => '/..#x',
    // A URL parser drops spaces at the end.
    () => '.. ',
    () => '/%2e%2e  ',
    () => `${own.url}/api/../x`,
  ])('%s', async (path) => {
    await expect(clientOf('/api').fetch(path())).rejects.toThrow(TypeError)
    expect([...own.requests, ...other.requests]).toEqual([])
  })
})

describe('a redirect is not followed', () => {
  it.each([301, 302, 303, 307, 308])('%i', async (status) => {
    for (const to of [`${other.url}/x`, '/x']) {
      const call = clientOf().fetch(`/r?status=${status}&to=${encodeURIComponent(to)}`)
      await expect(call).rejects.toMatchObject({
        outcome: 'cannot_tell',
        code: 'redirected',
        status,
      })
    }
    expect(other.requests).toEqual([])
    expect(own.requests).toHaveLength(2)
  })
  it('with "manual" the response is returned', async () => {
    const response = await clientOf().fetch(`/r?to=${other.url}/x`, { redirect: 'manual' })
    expect(response.status).toBe(302)
    expect(other.requests).toEqual([])
  })
  it('with "follow", which the types refuse, neither', async () => {
    const init = { redirect: 'follow' } as unknown as { redirect: 'manual' }
    const call = clientOf().fetch(`/r?to=${other.url}/x`, init)
    await expect(call).rejects.toMatchObject({ code: 'redirected' })
    expect(other.requests).toEqual([])
  })
  it('a login sends the password to no other server', async () => {
    const client = createClient({ url: own.url, routes: 'r?status=307&to=' + other.url })
    const login = client.login({ username: 'maria', password: 'secret' })
    await expect(login).rejects.toMatchObject({ code: 'redirected' })
    expect(other.requests).toEqual([])
  })
})

it('an Authorization field of the caller is replaced', async () => {
  await clientOf().fetch('/x', { headers: { 'authorization': 'Bearer other', 'x-own': '1' } })
  expect(own.requests[0]?.headers).toMatchObject({
    'authorization': 'Bearer acme_secret',
    'x-own': '1',
  })
})

describe('`url`', () => {
  it.each([
    '',
    '/api',
    'api.example.com',
    'ftp://api.example.com',
    'https://maria:secret@api.example.com',
    'https://api.example.com/?x',
    'https://api.example.com/#x',
    'https://api.example.com/\\x',
    'https://api. example.com/',
    'https://',
  ])('"%s" is a TypeError, which has no secret', (url) => {
    const create = () => createClient({ url })
    expect(create).toThrow(TypeError)
    expect(create).not.toThrow('secret')
  })
})
