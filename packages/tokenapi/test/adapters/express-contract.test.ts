import express from 'express'
import express4 from 'express4'

import { adapterTests } from '../support/adapter-tests.ts'
import { type Parsers, expressApp } from '../support/apps/express-app.ts'
import { listen } from '../support/apps/listen.ts'

const parsers = [express.urlencoded({ extended: true, limit: '200kb' }), express.json()]

const PLACES: readonly (readonly [string, Parsers])[] = [
  ['no body parser', {}],
  ['body parsers behind the guard', { after: parsers }],
]
for (const [place, where] of PLACES) {
  adapterTests(`Express 5, ${place}`, { start: (setup) => listen(expressApp(setup, where)) })
}
adapterTests('Express 4, no body parser', {
  start: (setup) => listen(expressApp(setup, {}, express4 as unknown as typeof express)),
})
adapterTests('Express 5, body parsers before the guard', {
  start: (setup) => listen(expressApp(setup, { before: parsers })),
  ownAnswers: {
    'verify: POST with a JSON body': 'the JSON parser refuses what is no JSON',
    'obtain: form body, JSON type': 'the JSON parser refuses what is no JSON',
    'obtain: form body, unknown charset is ignored': 'the parser refuses the charset',
    'obtain: 1001 parameters': 'the parser takes 1,000 fields and says 413',
    'obtain: form body over 2.5 MB': 'the parser has a limit of its own',
    'login-many-fields': 'the parser takes 1,000 fields and says 413',
    'login-deep-brackets': 'the parser refuses depth',
    'login-json-truncated': 'the JSON parser refuses what is no JSON',
    'login-charset-unknown': 'the parser refuses the charset',
    'login-charset-utf16': 'the parser refuses the charset',
    'login-gzip-bomb': 'the parser inflates, up to its limit',
    'invalid JSON': 'the JSON parser refuses what is no JSON',
  },
})
