/** At the end, once: which tests were skipped, which peers they lacked, and how to install those. */
import { relative } from 'node:path'

import type { Reporter, TestCase, TestModule, TestSuite, Vitest } from 'vitest/node'

import { missingPeers, reasonsAndRemedies } from './peers.ts'

/** So many names of a file; the rest is counted. */
const MOST_NAMES = 5

export default class SkipReport implements Reporter {
  private isWhole = true

  onInit({ config }: Vitest): void {
    // What `-t` leaves out is not worth a line.
    this.isWhole = config.testNamePattern === undefined
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    if (!this.isWhole) return
    const skipped = modules.flatMap(skippedIn)
    if (skipped.length === 0) return
    const count = skipped.reduce((sum, file) => sum + file.count, 0)
    const missing = missingPeers()
    const lines = [
      `${count} tests were skipped:`,
      ...skipped.map(({ line }) => `  ${line}`),
      ...(Object.keys(missing).length === 0
        ? []
        : ['What is missing here:', ...reasonsAndRemedies(missing)]),
    ]
    console.log(`${lines.join('\n')}\n`)
  }
}

function skippedIn(module: TestModule): { count: number; line: string }[] {
  const count = [...module.children.allTests('skipped')].length
  if (count === 0) return []
  const names = [...new Set(wholes(module))]
  const more = names.length - MOST_NAMES
  const listed = names.slice(0, MOST_NAMES).join('; ') + (more > 0 ? `; and ${more} more` : '')
  return [{ count, line: `${relative(process.cwd(), module.moduleId)} (${count}): ${listed}` }]
}

/** Suites that were skipped whole, and single tests. */
function wholes(parent: TestModule | TestSuite): string[] {
  return [...parent.children].flatMap((child) => {
    if (child.type === 'test') return isSkipped(child) ? [child.name] : []
    const tests = [...child.children.allTests()]
    return tests.every(isSkipped) ? [child.name] : wholes(child).map((n) => `${child.name} › ${n}`)
  })
}

function isSkipped(test: TestCase): boolean {
  return test.result().state === 'skipped'
}
