import { join } from 'node:path'

import { readRecordings } from '../../src/contracts/index.ts'
import { adapterTests } from '../support/adapter-tests.ts'
import { HOST_IN_URL, WORKERD_SERVER } from '../support/runtimes/own-answers.ts'
import { onRuntime } from '../support/runtimes/started.ts'
import { startWorker } from '../support/runtimes/workerd.ts'

const programs = join(import.meta.dirname, '../support/runtimes')

const CUT = 'what follows a comma in the Authorization field is dropped before anybody sees it'

onRuntime('workerd', (workerd) => {
  for (const [name, file, ownAnswers] of [
    ['workerd, fetch', 'worker.ts', {}],
    [
      'workerd, node:http',
      'worker-http.ts',
      {
        'auth-list': CUT,
        'protected: malformed header: comma': CUT,
      },
    ],
  ] as const) {
    adapterTests(name, {
      start: ({ world }) =>
        startWorker(workerd, join(programs, file), { env: { WORLD: world, ...readRecordings() } }),
      ownAnswers: { ...WORKERD_SERVER, ...HOST_IN_URL, ...ownAnswers },
    })
  }
})
