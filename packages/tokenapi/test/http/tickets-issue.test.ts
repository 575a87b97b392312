/** `api.tickets.issue`: what it takes, and what it refuses at once. */
import { describe, expect, it } from 'vitest'

import { type Authentication, ConfigError, type TicketOptions } from '../../src/index.ts'
import { PATH, ask, authenticated, bench, issued } from './tickets-support.ts'

const GOOD: TicketOptions = { method: 'GET', path: PATH, seconds: 60 }

async function issueWith(options: unknown): Promise<string> {
  const from = bench()
  const authentication = await authenticated(from, 'classic')
  return from.api.tickets.issue(authentication, options as TicketOptions)
}

describe('options', () => {
  it.each<[string, unknown, RegExp]>([
    [
      'a method in lower case',
      { ...GOOD, method: 'get' },
      /`method`.*got "get"\. Did you mean "GET"\?/,
    ],
    ['an empty method', { ...GOOD, method: '' }, /`method` must be a method in capitals/],
    ['two methods', { ...GOOD, method: 'GET, POST' }, /`method`.*got "GET, POST"/],
    ['any method', { ...GOOD, method: '*' }, /`method`.*got "\*"/],
    ['a method with a line break', { ...GOOD, method: 'GET\n' }, /`method`/],
    ['no method', { path: PATH, seconds: 60 }, /`method` of `tickets.issue` is missing/],
    ['a relative path', { ...GOOD, path: 'report.pdf' }, /`path`.*begins with "\/"/],
    ['an empty path', { ...GOOD, path: '' }, /`path`/],
    ['a URL', { ...GOOD, path: 'https://app.example/report.pdf' }, /`path`/],
    ['a query string', { ...GOOD, path: '/a?b=1' }, /`path`.*no "\?"/],
    ['a fragment', { ...GOOD, path: '/a#b' }, /`path`.*no "#"/],
    ['a blank', { ...GOOD, path: '/a b' }, /`path`.*no white space/],
    ['a line break', { ...GOOD, path: '/a\n' }, /`path`/],
    ['a tab', { ...GOOD, path: '/a\tb' }, /`path`/],
    ['an unescaped path', { ...GOOD, path: '/café' }, /A client requests "\/caf%C3%A9"/],
    ['dot segments', { ...GOOD, path: '/a/../b' }, /A client requests "\/b"/],
    ['a backslash', { ...GOOD, path: '/a\\b' }, /A client requests "\/a\/b"/],
    ['a NUL', { ...GOOD, path: '/a\0' }, /`path`/],
    ['no path', { method: 'GET', seconds: 60 }, /`path` of `tickets.issue` is missing/],
    ['a number for a path', { ...GOOD, path: 7 }, /`path`/],
    ['0 seconds', { ...GOOD, seconds: 0 }, /`seconds`.*from 1 to 3600; got 0/],
    ['3601 seconds', { ...GOOD, seconds: 3_601 }, /`seconds`.*got 3601/],
    ['half a second', { ...GOOD, seconds: 0.5 }, /`seconds`/],
    ['no number of seconds', { ...GOOD, seconds: Number.NaN }, /`seconds`.*got NaN/],
    ['text for seconds', { ...GOOD, seconds: '60' }, /`seconds`.*got "60"/],
    ['a time without end', { ...GOOD, seconds: Infinity }, /`seconds`/],
    ['no seconds', { method: 'GET', path: PATH }, /`seconds` of `tickets.issue` is missing/],
    ['text for `once`', { ...GOOD, once: 'yes' }, /`once` must be true or false/],
    ['a number for `once`', { ...GOOD, once: 1 }, /`once` must be true or false/],
    ['an unknown option', { ...GOOD, second: 3 }, /no option `second`. Did you mean `seconds`\?/],
    ['another user', { ...GOOD, userId: 2 }, /no option `userId`/],
    ['scopes', { ...GOOD, scopes: ['*'] }, /no option `scopes`/],
    ['no options', undefined, /is missing/],
    ['null', null, /takes an object of options/],
  ])('%s', async (_name, options, message) => {
    const issue = issueWith(options)
    await expect(issue).rejects.toBeInstanceOf(ConfigError)
    await expect(issue).rejects.toThrow(message)
  })
  it.each<[string, Partial<TicketOptions>]>([
    ['1 second', { seconds: 1 }],
    ['3600 seconds', { seconds: 3_600 }],
    ['the root', { path: '/' }],
    ['a long path', { path: `/${'a'.repeat(4_000)}` }],
    ['a method of WebDAV', { method: 'VERSION-CONTROL' }],
    ['`once: false`', { once: false }],
  ])('%s', async (_name, options) => {
    expect(await issueWith({ ...GOOD, ...options })).toMatch(/^tkt1\./)
  })
})

describe('the authentication', () => {
  it.each<[string, (given: Authentication) => unknown]>([
    ['nothing, as an optional guard gives it', () => undefined],
    ['null', () => null],
    ['a user', ({ user }) => user],
    ['one made by hand', ({ user, token }) => ({ user, token })],
    ['a copy', (given) => ({ ...given })],
    ['a copy by JSON', (given) => JSON.parse(JSON.stringify(given)) as unknown],
    ['another user put in', (given) => ({ ...given, user: { ...given.user, id: 2 } })],
    ['an object over it', (given) => Object.create(given) as unknown],
  ])('%s is refused', async (_name, made) => {
    const from = bench()
    const authentication = made(await authenticated(from, 'classic')) as Authentication
    const issue = (): string => from.api.tickets.issue(authentication, GOOD)
    expect(issue).toThrow(ConfigError)
    expect(issue).toThrow(/takes the `authentication` that a guard/)
  })
  it('of an api with another key is refused; of another api with the same key is not', async () => {
    const [from, same] = [bench(), bench()]
    const other = bench({ secretKey: 'another secret of these tests, long enough' })
    const authentication = await authenticated(from, 'classic')
    expect(() => other.api.tickets.issue(authentication, GOOD)).toThrow(/another `secretKey`/)
    expect(same.api.tickets.issue(authentication, GOOD)).toMatch(/^tkt1\./)
  })
  it('of a ticket: a ticket gives no ticket', async () => {
    const from = bench()
    const view = from.api.tokenRequired({ tickets: true }, (_request, authentication) => {
      expect(authentication.token.kind).toBe('ticket')
      expect(() => from.api.tickets.issue(authentication, GOOD)).toThrow(
        expect.objectContaining({ code: 'invalid_token', status: 403 }),
      )
      return new Response('tried')
    })
    const response = await view(
      new Request(`http://app.example${PATH}?ticket=${await issued(from)}`),
    )
    expect(await response.text()).toBe('tried')
  })
})

describe('`once` without a store that remembers', () => {
  it('is refused when it is issued', async () => {
    const { store, ...rest } = bench()
    const { tokens: _tokens, ...without } = store
    const from = bench({ store: without, accessTokens: undefined })
    const authentication = await from.api.verify({
      user: '1',
      token: rest.api.makeToken((await store.findById(1)) as never),
    })
    expect(() => from.api.tickets.issue(authentication, { ...GOOD, once: true })).toThrow(
      /`once` of `tickets.issue` needs a store/,
    )
    expect(from.api.tickets.issue(authentication, GOOD)).toMatch(/^tkt1\./)
  })
  it('is a 503 where another node has issued it', async () => {
    const from = bench()
    const { tokens: _tokens, ...without } = from.store
    const other = bench({ store: without, accessTokens: undefined })
    const ticket = await issued(from, { once: true })
    expect((await ask(other.api, `${PATH}?ticket=${ticket}`)).status).toBe(503)
  })
})
