import { type DescribedRoute, NEGOTIATED, PLAIN } from './described-route.js'
import { ALWAYS, BODY, CALLER } from './refusals.js'
import { withToken } from './security.js'
import { Done, Example, WhoAmI } from './schemas.js'

const GUARDED = {
  tag: 'Examples',
  security: withToken(),
  refusalTypes: NEGOTIATED,
  refusals: {
    ...ALWAYS,
    400: CALLER[400] ?? '',
    401: 'The token is missing.',
    403: 'The token is not valid.',
  },
} as const
const PROBE = { method: 'get', tag: 'Probes', answer: Done, refusalTypes: PLAIN } as const

/** The guarded examples, and what a load balancer asks. */
export const SERVER_ROUTES: readonly DescribedRoute[] = [
  {
    ...GUARDED,
    method: 'post',
    path: '/index.json',
    id: 'callExample',
    summary: 'Call the example',
    description: 'The example of django-tokenapi.',
    answer: Example,
    refusals: { ...GUARDED.refusals, ...BODY, 415: 'The form is compressed.' },
  },
  {
    ...GUARDED,
    method: 'get',
    path: '/whoami.json',
    id: 'getWhoAmI',
    summary: 'Get the user of the token',
    answer: WhoAmI,
  },
  {
    ...PROBE,
    path: '/healthz',
    id: 'getHealth',
    summary: 'Get health',
    description: 'Answers while the process runs.',
    refusals: {},
  },
  {
    ...PROBE,
    path: '/readyz',
    id: 'getReadiness',
    summary: 'Get readiness',
    refusals: { 503: 'The database does not answer, or the server stops.' },
  },
]
