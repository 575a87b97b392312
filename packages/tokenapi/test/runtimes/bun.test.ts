import { join } from 'node:path'

import { adapterTests } from '../support/adapter-tests.ts'
import { BUN_SERVE, BUN_SERVER } from '../support/runtimes/own-answers.ts'
import { onRuntime, started } from '../support/runtimes/started.ts'

const programs = join(import.meta.dirname, '../support/runtimes')
const LONG_HEADERS = '--max-http-header-size=32768'

onRuntime('bun', (bun) => {
  for (const [name, file, ownAnswers] of [
    ['Bun.serve', 'bun.ts', BUN_SERVE],
    ['Bun, node:http', 'node-http.ts', BUN_SERVER],
  ] as const) {
    adapterTests(name, {
      start: ({ world }) => started(bun, [LONG_HEADERS, join(programs, file), world]),
      ownAnswers,
    })
  }
})
