import { adapterTests } from '../support/adapter-tests.ts'
import { hapiApp, listening, type Places } from '../support/apps/hapi-app.ts'

const undecodable = 'hapi answers 400 to a path that cannot be decoded, before it looks for a route'
const everywhere = {
  'verify: invalid UTF-8 in the token': undecodable,
  'verify-bad-percent': undecodable,
}
const behindParsers = {
  ...everywhere,
  'protected: form body without a content type': 'hapi takes a body without a type for JSON',
}

const parsersOf = ({
  guard,
  payload,
}: Places): 'before the guard' | 'behind the guard' | undefined => {
  if (payload === 'stream') return undefined
  return guard === 'scheme' ? 'behind the guard' : 'before the guard'
}

const PLACES: readonly (readonly [string, Places, Record<string, string>])[] = [
  ['a scheme, bodies left alone', { guard: 'scheme', payload: 'stream' }, everywhere],
  ['a scheme, before the parsers', { guard: 'scheme', payload: 'parsed' }, everywhere],
  ['a wrapped handler, bodies left alone', { guard: 'handler', payload: 'stream' }, everywhere],
  ['a wrapped handler, behind the parsers', { guard: 'handler', payload: 'parsed' }, behindParsers],
]
for (const [name, places, ownAnswers] of PLACES) {
  adapterTests(`hapi 21, ${name}`, {
    start: async (setup) => listening(await hapiApp(setup, places)),
    ownAnswers,
    parsers: parsersOf(places),
  })
}
