import { adapterTests } from '../support/adapter-tests.ts'
import { fastifyApp, listening, type Places } from '../support/apps/fastify-app.ts'

const undecodable =
  'Fastify answers 400 to a path that cannot be decoded, before it looks for a route'
const ownAnswers = {
  'verify: invalid UTF-8 in the token': undecodable,
  'verify-bad-percent': undecodable,
}

/** Where Fastify's parsers run, @fastify/multipart among them. */
const parsersOf = ({
  guard,
  parsers,
}: Places): 'before the guard' | 'behind the guard' | undefined => {
  if (parsers === 'none') return undefined
  return guard === 'onRequest' || guard === 'scope' ? 'behind the guard' : 'before the guard'
}

const PLACES: readonly (readonly [string, Places])[] = [
  ['onRequest, bodies left alone', { guard: 'onRequest', parsers: 'none' }],
  ['onRequest, before the parsers', { guard: 'onRequest', parsers: 'plugins' }],
  ['a whole scope, before the parsers', { guard: 'scope', parsers: 'plugins' }],
  ['preHandler, bodies left alone', { guard: 'preHandler', parsers: 'none' }],
  ['preHandler, behind the parsers', { guard: 'preHandler', parsers: 'plugins' }],
  ['preValidation, behind the parsers', { guard: 'preValidation', parsers: 'plugins' }],
  ['a wrapped handler, behind the parsers', { guard: 'handler', parsers: 'plugins' }],
]
for (const [name, places] of PLACES) {
  adapterTests(`Fastify 5, ${name}`, {
    start: (setup) => listening(fastifyApp(setup, places)),
    ownAnswers,
    parsers: parsersOf(places),
  })
}
