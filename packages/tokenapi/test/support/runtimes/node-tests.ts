import { join } from 'node:path'

import { adapterTests } from '../adapter-tests.ts'
import { HOST_IN_URL } from './own-answers.ts'
import { type RuntimeName, onRuntime, started } from './started.ts'

/** The contract on a Node: its own server, and `Request` -> `Response` over it. */
export function nodeTests(name: RuntimeName): void {
  onRuntime(name, (node) => {
    for (const [program, ownAnswers] of [
      ['node-http', {}],
      ['node-fetch', HOST_IN_URL],
    ] as const) {
      adapterTests(`${name}, ${program}`, {
        start: ({ world }) => started(node, [join(import.meta.dirname, `${program}.ts`), world]),
        ownAnswers,
      })
    }
  })
}
