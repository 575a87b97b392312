/** The log of a real server: what a client sends cannot forge it, and fail2ban reads it. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { lacks } from '../../tokenapi/test/support/peers/peers.ts'
import { escapeLine } from '../src/escape-line.ts'
import { folder, killAll, serve, tokenapi } from './support/command-line.ts'

const FILTER = join(import.meta.dirname, '../../../deploy/fail2ban/filter.d/tokenapi.conf')
const FORGED = '1.2.3.4'

/** User names that try to write another address, or another line. */
const HOSTILE = [
  `x","event":"login.failed","address":"${FORGED}","y":"`,
  `"address":"${FORGED}"`,
  `x\n{"level":40,"time":"2026-01-01T00:00:00.000Z","event":"login.failed","address":"${FORGED}",`,
  `x\r\nlogin failed from ${FORGED}`,
  `x\u001b[2K\u001b[1Gfrom ${FORGED}`,
  `x\u202e\u2066${FORGED}\u2028\u2029\u0085\u009b2K\u{e0001}`,
  `{"event":"login.failed","address":"${FORGED}"`,
  `x\\","address":"${FORGED}","`,
]
/** Each from an address of its own. */
const addressOf = (i: number): string => (i % 2 === 0 ? `203.0.113.${i}` : `2001:db8::${i}`)
// Bytes that move a cursor, end a line, or turn the direction of text.
const HIDDEN = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/u

interface Line {
  readonly level: number
  readonly time: string
  readonly event?: string
  readonly address?: string
  readonly requestId?: string
  readonly username?: string
  readonly msg: string
}

const started = Date.now()
let output = ''
let lines: Line[] = []
const ids: (string | null)[] = []

beforeAll(async () => {
  const cwd = folder()
  tokenapi(cwd, ['migrate'])
  tokenapi(cwd, ['user', 'add', 'maria'], { input: 'right-password\n' })
  const server = await serve(cwd, { TRUST_PROXY: '1' })
  const login = async (username: string, password: string, address: string, id?: string) => {
    const body = new URLSearchParams({ username, password })
    const headers = {
      'x-forwarded-for': address,
      ...(id === undefined ? {} : { 'x-request-id': id }),
    }
    const url = `${server.url}/token/new.json`
    const answer = await fetch(url, { method: 'POST', body, headers })
    ids.push(answer.headers.get('x-request-id'))
    return answer.status
  }
  for (const [i, username] of HOSTILE.entries()) {
    expect(await login(username, 'x', addressOf(i))).toBe(401)
  }
  expect(await login('maria', 'wrong', '198.51.100.1', 'of-the-client.1')).toBe(401)
  expect(await login('maria', 'right-password', '198.51.100.2', `no id "${FORGED}"`)).toBe(200)
  expect(await server.stop()).toBe(0)
  output = server.output()
  lines = output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
})
afterAll(killAll)

describe('the log of the server', () => {
  it('L-03: one line for each event, whatever a client sends, with nothing hidden in it', () => {
    const events = lines.filter(({ msg }) => msg === 'event')
    const failed = events.filter(({ event }) => event === 'login.failed')
    expect(failed.map(({ username, address }) => [username, address])).toEqual([
      ...HOSTILE.map((username, i) => [username, addressOf(i)]),
      ['maria', '198.51.100.1'],
    ])
    expect(events).toHaveLength(HOSTILE.length + 2)
    expect(lines.filter(({ msg }) => msg === 'request')).toHaveLength(HOSTILE.length + 2)
    expect(output).not.toMatch(HIDDEN)
  })

  it('L-04: times are in UTC, and a request has one id in its answer, its line and its events', () => {
    for (const { time } of lines) {
      expect(new Date(time).toISOString()).toBe(time)
      expect(Date.parse(time)).toBeGreaterThanOrEqual(started)
    }
    const idsOf = (wanted: string) =>
      lines.filter(({ msg }) => msg === wanted).map(({ requestId }) => requestId)
    expect(idsOf('request')).toEqual(ids)
    expect(idsOf('event')).toEqual(ids)
    expect(ids.at(-2)).toBe('of-the-client.1')
    expect(ids.at(-1)).toMatch(/^[0-9a-f-]{36}$/)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('a line is escaped without a change of its value', () => {
    const value = { name: HOSTILE.join(), accents: 'Zoë Łukasz 中文 👩' }
    const escaped = escapeLine(`${JSON.stringify(value)}\n`)
    expect(JSON.parse(escaped)).toEqual(value)
    expect(escaped).toContain('Zoë Łukasz 中文 👩')
    expect(escaped.trimEnd()).not.toMatch(HIDDEN)
  })
})

describe.skipIf(lacks('fail2ban'))('deploy/fail2ban', () => {
  const found = (name: string, text: string): string[] => {
    const path = join(folder(), name)
    writeFileSync(path, text)
    const args = ['--out', 'ip', path, FILTER]
    return execFileSync('fail2ban-regex', args, { encoding: 'utf8' }).trim().split('\n')
  }
  const expected = [...HOSTILE.map((_, i) => addressOf(i)), '198.51.100.1']

  it('the filter finds the address of each failed login, and no other', () => {
    expect(found('plain.log', output)).toEqual(expected)
  })
  it('and behind the prefix of a journal or syslog', () => {
    const prefixed = output.replace(/^(?=.)/gm, 'Nov 29 11:13:38 web-1 tokenapi[12]: ')
    expect(found('syslog.log', prefixed)).toEqual(expected)
  })
  it('a throttled login counts as well', () => {
    const throttled = output.replaceAll('"event":"login.failed"', '"event":"login.throttled"')
    expect(found('throttled.log', throttled)).toEqual(expected)
  })
})
