/** `npm run bench:peers` runs, and refuses to measure a server that answers wrongly. No test judges speed. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type RequestListener, type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

import { lacks } from '../../packages/tokenapi/test/support/peers/peers.ts'
import { readFlags } from './flags.ts'
import type { Results } from './results.ts'
import { checkAnswers } from './run/check.ts'
import { body } from './servers/body.mjs'
import { guardedRequest } from './setup/request-line.mjs'

const PROGRAM = join(import.meta.dirname, 'index.ts')
const run = promisify(execFile)
const TIMEOUT = 300_000

let folder: string
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'tokenapi-peers-test-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const bench = (...args: readonly string[]) => run(process.execPath, [PROGRAM, ...args])

describe.skipIf(lacks('wrk'))('a run', () => {
  it(
    'measures two rows, and writes JSON, Markdown and two charts',
    async () => {
      const out = join(folder, 'out')
      const two = 'bare-node,node-sqlite'
      await bench('--only', two, '--db', 'sqlite', '--rounds', '1', '--secs', '1', '--out', out)
      const results = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as Results
      expect(results.failures).toEqual([])
      expect(results.rows.map(({ id }) => id)).toEqual(two.split(','))
      for (const { measurements } of results.rows) {
        expect(measurements).toHaveLength(1)
        for (const { rate, p50, memoryMegabytes, startMs } of measurements) {
          expect(Math.min(rate, p50, memoryMegabytes, startMs)).toBeGreaterThan(0)
        }
      }
      const text = readFileSync(join(out, 'results.md'), 'utf8')
      for (const { name } of results.rows) expect(text).toContain(`| ${name} |`)
      for (const theme of ['light', 'dark']) {
        const svg = readFileSync(join(out, `chart-${theme}.svg`), 'utf8')
        expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/)
        expect(svg).not.toMatch(/<script|NaN|undefined/)
      }
    },
    TIMEOUT,
  )

  it.skipIf(lacks('matrix/peers'))(
    'every server on Node answers as its row claims',
    async () => {
      const rows = 'node-*,fastify-*,*-jwt,passport-*,better-auth-*,adonis-*'
      const { stderr } = await bench('--check', '--db', 'sqlite', '--only', rows)
      expect(stderr.match(/^checked .*/gm)).toEqual(
        expect.arrayContaining(['checked fastify-sqlite', 'checked adonis-sqlite']),
      )
    },
    TIMEOUT,
  )
})

describe('the check before a measurement', () => {
  let server: Server
  afterEach(() => server.close())

  const check = async (listener: RequestListener): Promise<void> => {
    server = createServer(listener).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const list = join(folder, 'list.tsv')
    writeFileSync(list, `${guardedRequest('Authorization: Bearer a-valid-token')}\n`)
    const { port } = server.address() as AddressInfo
    await checkAnswers({ id: 'row', group: 'peer' }, port, list)
  }
  const answer =
    (statusOf: (token: string | undefined) => number, value: unknown = body()): RequestListener =>
    ({ headers: { authorization } }, response) => {
      response.writeHead(statusOf(authorization)).end(JSON.stringify(value))
    }
  const valid = 'Bearer a-valid-token'

  it('accepts a server that lets in the valid token alone', async () => {
    await check(answer((token) => (token === valid ? 200 : 401)))
  })

  it.each([
    ['lets a wrong token in', answer((token) => (token === undefined ? 401 : 200)), /wrong token/],
    [
      'lets requests without a token in',
      answer((token) => (token === valid || token === undefined ? 200 : 401)),
      /without a token gets 200/,
    ],
    [
      'fails for a wrong token',
      answer((token) => (token === valid ? 200 : 500)),
      /wrong token gets 500/,
    ],
    ['answers with another body', answer(() => 200, { success: true }), /valid token gets 200/],
    ['refuses the valid token', answer(() => 403), /valid token gets 403/],
  ])('refuses a server that %s', async (_case, listener, message) => {
    await expect(check(listener)).rejects.toThrow(message)
  })
})

describe('flags', () => {
  it.each([
    [['--only', 'fastify-sqlit'], '--only: no row is "fastify-sqlit"; --list prints the rows'],
    [['--rounds', '0'], '--rounds is a whole number of 1 or more; got "0"'],
    [['--secs', '1.5'], '--secs is a whole number of 1 or more; got "1.5"'],
    [['--django-tokenapi', 'docs'], 'is a checkout with tokenapi/tokens.py; got "docs"'],
    [['--db', 'mysql'], '--db is one or more of sqlite, postgres; got "mysql"'],
  ])('%j are refused', (args, message) => {
    expect(() => readFlags(args)).toThrow(message)
  })

  it('--quick is one round of one second, where no other flag sets them', () => {
    expect(readFlags(['--quick'])).toMatchObject({ rounds: 1, secs: 1 })
    expect(readFlags(['--quick', '--secs', '2'])).toMatchObject({ rounds: 1, secs: 2 })
  })
})
