/** At the very end, after long lists of other things: which tests failed, with the first line of each error. */
import { relative } from 'node:path'

import type { Reporter, TestModule } from 'vitest/node'

export default class FailureReport implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly { message: string }[]): void {
    const lines = [
      ...modules.flatMap(failuresIn),
      ...unhandled.map((error) => `an error outside of the tests: ${firstLine(error)}`),
    ]
    if (lines.length === 0) return
    console.log(`${lines.length} failed:\n${lines.map((line) => `  ${line}`).join('\n')}\n`)
  }
}

function failuresIn(module: TestModule): string[] {
  const file = relative(process.cwd(), module.moduleId)
  return [
    ...module.errors().map((error) => `${file}: ${firstLine(error)}`),
    ...[...module.children.allSuites()].flatMap((suite) =>
      suite.errors().map((error) => `${file} › ${suite.fullName}: ${firstLine(error)}`),
    ),
    ...[...module.children.allTests('failed')].map((test) => {
      const [error] = test.result().errors ?? []
      return `${file} › ${test.fullName}: ${firstLine(error)}`
    }),
  ]
}

function firstLine(error: { message: string } | undefined): string {
  return error?.message.split('\n', 1)[0] ?? ''
}
