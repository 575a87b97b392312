/** React Native: its types, and its `fetch` (whatwg-fetch over XMLHttpRequest), in a world without other globals. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'

import { build } from 'esbuild'
import { expect, it } from 'vitest'
import XMLHttpRequest from 'xhr2'

import { tokenRequired, tokenRoutes } from '../../src/adapters/node.ts'
import { inMemoryApi } from '../../src/testing/index.ts'
import { httpServer } from '../support/http-server.ts'

const PACKAGE = join(import.meta.dirname, '../..')
const SUPPORT = join(PACKAGE, 'test/support/react-native')

it('compiles with the globals of React Native, sources and declarations', () => {
  const tsc = join(PACKAGE, '../../node_modules/typescript/bin/tsc')
  execFileSync(process.execPath, [tsc, '-p', SUPPORT], { encoding: 'utf8', stdio: 'pipe' })
})

it('logs in, calls, aborts, and is refused', async () => {
  const { api, user } = inMemoryApi({ users: [{ username: 'maria', password: 'a&b=c %€' }] })
  const routes = tokenRoutes(api)
  let ended = false
  const index = tokenRequired(api, async (request, response, { user: { username } }) => {
    const body = (await request.toArray()).join('')
    response.end(JSON.stringify({ hello: username, body }))
  })
  const server = await httpServer((request, response) => {
    if (request.url === '/slow.json') return
    if (request.url === '/end-all.json') {
      ended = true
      return void response.end()
    }
    if (!ended) return void (request.url === '/index.json' ? index : routes)(request, response)
    const headers = { 'www-authenticate': 'Bearer realm="api", error="invalid_token"' }
    response.writeHead(403, headers).end()
  })
  const seen = await inReactNative(server.url, 'maria', 'a&b=c %€')
  server.close()
  expect(seen).toEqual([
    ['refused', 401, 'invalid_login'],
    (await user('maria')).id,
    200,
    { hello: 'maria', body: '{"n":1}' },
    'AbortError',
    'invalid_token',
    ['refused', 403, 'invalid_token'],
    ['refused', 401, 'missing_credentials'],
  ])
})

/** `run` of app.ts in a context of its own, with what React Native has and nothing else. */
async function inReactNative(...args: string[]): Promise<unknown> {
  const { outputFiles } = await build({
    stdin: {
      // First the polyfill, as React Native does, which finds its globals at once.
      contents: "import 'whatwg-fetch'\nexport { run } from './app.ts'",
      resolveDir: SUPPORT,
    },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'app',
    target: 'es2022',
  })
  const context = createContext({
    XMLHttpRequest,
    URL: function () {
      throw new Error('React Native has no complete URL')
    },
    URLSearchParams: LimitedSearchParams,
    AbortController,
    AbortSignal,
    DOMException,
    setTimeout,
    clearTimeout,
  })
  // Answers are texts then: a buffer of xhr2 comes from another context.
  runInContext('delete globalThis.ArrayBuffer', context)
  runInContext(outputFiles[0]?.text ?? '', context)
  const call = `app.run(...${JSON.stringify(args)}).then(JSON.stringify)`
  return JSON.parse((await runInContext(call, context)) as string) as unknown
}

/** As React Native has it: it takes a record, appends and writes itself, and no more. */
class LimitedSearchParams {
  readonly #pairs: string[] = []
  constructor(fields: Readonly<Record<string, string>>) {
    for (const name of Object.keys(fields)) this.append(name, fields[name] ?? '')
  }
  append(name: string, value: string): void {
    this.#pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
  }
  toString(): string {
    return this.#pairs.join('&')
  }
}
