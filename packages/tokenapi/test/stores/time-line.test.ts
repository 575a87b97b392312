import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

import { expect, test } from 'vitest'

import { timeLineOf } from '../../src/stores/sql/time-line.js'

const SOON = 5

function due(): { readonly when: Promise<void>; readonly onDue: () => void } {
  let onDue = (): void => {}
  const when = new Promise<void>((resolve) => (onDue = resolve))
  return { when, onDue }
}

test('who is still in line is due in turn, who has left is not', async () => {
  const line = timeLineOf(SOON)
  const heard: string[] = []
  const last = due()
  line.begin(() => heard.push('first'))
  const leave = line.begin(() => heard.push('left'))
  line.begin(() => heard.push('second'))
  line.begin(last.onDue)
  leave()
  await last.when
  expect(heard).toEqual(['first', 'second'])
})

test('nobody is due before the time is over', async () => {
  const started = performance.now()
  const { when, onDue } = due()
  timeLineOf(SOON).begin(onDue)
  await when
  expect(performance.now() - started).toBeGreaterThanOrEqual(SOON)
})

test('who begins while another is due is due as well, and who comes when the line was empty', async () => {
  const line = timeLineOf(SOON)
  const inner = due()
  line.begin(() => line.begin(inner.onDue))
  await inner.when
  line.begin(() => expect.unreachable())()
  const later = due()
  line.begin(later.onDue)
  await later.when
})

test('a process ends when nobody is in line, and not before', async () => {
  const file = new URL('../../dist/stores/sql/time-line.js', import.meta.url).href
  const run = async (line: string): Promise<string> => {
    const script = `import { timeLineOf } from ${JSON.stringify(file)}; ${line}`
    const args = ['--input-type=module', '--eval', script]
    return (await promisify(execFile)(process.execPath, args)).stdout
  }
  // Ten minutes, which nobody waits for.
  expect(await run('timeLineOf(600_000).begin(() => {})()')).toBe('')
  expect(await run(`timeLineOf(${SOON}).begin(() => console.log('due'))`)).toBe('due\n')
})
