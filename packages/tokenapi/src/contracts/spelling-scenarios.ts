/** Spellings of one guarded path that routers read in different ways. None may bypass the guard. */
import type { BadInputs } from './recording.js'
import { type Scenario, rawRequest } from './scenario.js'

const TARGETS = [
  '//index.json',
  '/./index.json',
  '/x/../index.json',
  '/index.json/',
  '/index.json//',
  '/%69ndex.json',
  '/index%2Ejson',
  '/%2findex.json',
  '/index.json%00',
  '/index.json%20',
  '/INDEX.JSON',
  '/Index.json',
  '/index.json;a=1',
  '/index.json?',
  '/index.json?/../open',
  '/index.json#x',
  '/\\index.json',
  '/index.json%2f..%2fopen',
  'http://app.example/index.json',
  'HTTP://app.example//index.json',
  '/index.json.rsc',
  '/_next/data/build/index.json',
  '/_next/data/build/index.json.json',
  '/index.json?__nextLocale=en&_rsc=1',
  '/index.json?_method=GET',
]

/** Header fields that have bypassed guards of other software. */
const FIELDS: readonly Record<string, string>[] = [
  { 'X-Middleware-Subrequest': 'middleware:middleware:middleware:middleware:middleware' },
  { 'X-Middleware-Subrequest': 'src/middleware:src/middleware:src/middleware:src/middleware' },
  { 'X-Middleware-Subrequest': 'pages/_middleware' },
  { 'X-Original-URL': '/open' },
  { 'X-Rewrite-URL': '/open' },
  { 'X-HTTP-Method-Override': 'OPTIONS' },
  { 'X-Forwarded-Prefix': '/open' },
  { 'RSC': '1', 'Next-Router-Prefetch': '1' },
  { Purpose: 'prefetch' },
]

const METHODS = ['HEAD', 'OPTIONS', 'PROPFIND', 'get', 'POST', 'QUERY']

export function spellingScenarios({ fixture }: BadInputs): Scenario[] {
  const right = { Authorization: `Bearer 1:${fixture.validTokens['1'] as string}` }
  const row = (
    name: string,
    expects: Scenario['expects'],
    ...request: Parameters<typeof rawRequest>
  ): Scenario => ({
    name,
    expects,
    group: expects === 'closed' ? 'spellings: no bypass' : 'spellings: no failure',
    world: 'fixture',
    request: rawRequest(...request),
  })
  return [
    ...TARGETS.flatMap((target) => [
      row(`GET ${target}`, 'closed', 'GET', target),
      row(`GET ${target}, right`, 'open', 'GET', target, right),
    ]),
    ...FIELDS.map((fields) => row(JSON.stringify(fields), 'closed', 'GET', '/index.json', fields)),
    ...METHODS.flatMap((method) => [
      row(method, 'closed', method, '/index.json'),
      row(`${method}, right`, 'open', method, '/index.json', right),
    ]),
  ]
}
