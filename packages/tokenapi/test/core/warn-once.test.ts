/** What an operator must mend is said once, where operators of Node programs look for it. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

import { expect, it } from 'vitest'

const MODULE = fileURLToPath(new URL('../../dist/core/events/warn-once.js', import.meta.url))

/** What a program writes on standard error that imports the module as `warnOnce`, twice. */
function written(program: string): string {
  const copies = `const { warnOnce } = await import(${JSON.stringify(MODULE)})
    const other = await import(${JSON.stringify(`${MODULE}?another-copy`)})`
  const script = `${copies}\n${program}`
  return execFileSync(
    'sh',
    ['-c', 'exec "$0" --input-type=module -e "$1" 2>&1', process.execPath, script],
    {
      encoding: 'utf8',
    },
  )
}

it('code, sentence and fix, once for each kind and process, whichever copy warns', () => {
  const output = written(`
    const weak = { code: 'TOKENAPI_WEAK_SECRET', message: 'the key is weak', fix: 'make a strong one' }
    for (let i = 0; i < 3; i++) { warnOnce(weak); other.warnOnce(weak) }
    warnOnce({ ...weak, message: 'another of its kind' })
    warnOnce({ ...weak, message: 'of a kind of its own' }, 'own')`)
  expect(output.replaceAll(/\(node:\d+\) /g, '').replace(/\(Use .*\n/, '')).toBe(
    `[TOKENAPI_WEAK_SECRET] TokenApiWarning: the key is weak
make a strong one
[TOKENAPI_WEAK_SECRET] TokenApiWarning: of a kind of its own
make a strong one
`,
  )
})

it('kinds are bounded, whatever messages they are made of', () => {
  const output = written(`
    for (let i = 0; i < 500; i++) warnOnce({ code: 'TOKENAPI_X', message: 'm' + i, fix: 'f' }, 'k' + i)`)
  expect(output.match(/TokenApiWarning/g)).toHaveLength(100)
})

it('a runtime without process.emitWarning: on the console', () => {
  const output = written(`
    process.emitWarning = undefined
    warnOnce({ code: 'TOKENAPI_X', message: 'what is wrong', fix: 'how to mend it' })`)
  expect(output).toBe('[TOKENAPI_X] what is wrong\nhow to mend it\n')
})
