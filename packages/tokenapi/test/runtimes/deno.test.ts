import { join } from 'node:path'

import { adapterTests } from '../support/adapter-tests.ts'
import { DENO_SERVER, HOST_IN_URL } from '../support/runtimes/own-answers.ts'
import { onRuntime, started } from '../support/runtimes/started.ts'

const programs = join(import.meta.dirname, '../support/runtimes')

onRuntime('deno', (deno) => {
  for (const [name, file, ownAnswers] of [
    ['Deno.serve', 'deno.ts', { ...DENO_SERVER, ...HOST_IN_URL }],
    ['Deno, node:http', 'node-http.ts', {}],
  ] as const) {
    adapterTests(name, {
      start: ({ world }) => started(deno, ['run', '-A', join(programs, file), world]),
      ownAnswers,
    })
  }
})
