import { adapterTests } from '../adapter-tests.ts'
import { startNest } from '../apps/nest-app.ts'

const PARSED = 'Nest has the body read before the guard, and its parser refuses it'
const expressParses = Object.fromEntries(
  [
    'obtain: form body, JSON type',
    'obtain: form body, unknown charset is ignored',
    'obtain: 1001 parameters',
    'obtain: form body over 2.5 MB',
    'verify: POST with a JSON body',
    'login-many-fields',
    'login-deep-brackets',
    'login-json-truncated',
    'login-charset-unknown',
    'login-charset-utf16',
    'login-gzip-bomb',
    'invalid JSON',
  ].map((name) => [name, PARSED]),
)
const badUrl = Object.fromEntries(
  ['verify: invalid UTF-8 in the token', 'verify-bad-percent'].map((name) => [
    name,
    'Fastify does not route an address that it cannot decode',
  ]),
)
const fastifyParses = {
  ...badUrl,
  'protected: form body without a content type': 'Fastify takes no body of an unknown type',
}

/** The adapter contract on whatever Nest is imported. */
export function nestContract(version: string): void {
  adapterTests(`${version} on Express`, {
    start: (setup) => startNest('Express', setup),
    ownAnswers: expressParses,
  })
  adapterTests(`${version} on Express, no body parser`, {
    start: (setup) => startNest('Express', setup, { bodyParser: false }),
  })
  adapterTests(`${version} on Fastify`, {
    start: (setup) => startNest('Fastify', setup),
    ownAnswers: fastifyParses,
  })
  adapterTests(`${version} on Fastify, no body parser`, {
    start: (setup) => startNest('Fastify', setup, { bodyParser: false }),
    ownAnswers: badUrl,
  })
}
