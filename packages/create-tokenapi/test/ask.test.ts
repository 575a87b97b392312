/** The questions, on streams that stand for a terminal. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Writable } from 'node:stream'

import { expect, it } from 'vitest'

import { ask } from '../src/ask.ts'
import type { Choice } from '../src/choices.ts'

const ENTER = '\r'
const DOWN = '\u001B[B'
const ESCAPE = '\u0003'

/** Presses the keys, each when the screen shows what it waits for. */
async function answer(
  known: Partial<Choice>,
  keys: readonly (readonly [shown: string, keys: string])[],
): Promise<{ choice: Choice | Error; screen: string }> {
  const input = new PassThrough()
  const todo = [...keys]
  let screen = ''
  let since = ''
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      screen += chunk.toString()
      since += chunk.toString()
      const [next] = todo
      if (next !== undefined && since.includes(next[0])) {
        todo.shift()
        since = ''
        setImmediate(() => input.write(next[1]))
      }
      done()
    },
  })
  const choice = await ask(known, { input, output }).catch((error: unknown) => error as Error)
  expect(todo).toEqual([])
  return { choice, screen }
}

it('asks for all that is not known, and takes the first of each list for Enter', async () => {
  const { choice } = await answer({}, [
    ['Which folder?', `shop${ENTER}`],
    ['Which framework?', ENTER],
    ['Where are the users?', `${DOWN}${ENTER}`],
  ])
  expect(choice).toEqual({
    folder: 'shop',
    framework: 'express',
    database: 'postgres',
    tokens: 'access',
  })
})

it('asks for nothing that is known', async () => {
  const known = { folder: 'shop', framework: 'koa', tokens: 'classic' } as const
  const { choice, screen } = await answer(known, [['Where are the users?', ENTER]])
  expect(choice).toEqual({ ...known, database: 'sqlite' })
  expect(screen).not.toMatch(/Which/)
})

it('names a folder itself where none is typed', async () => {
  const { choice } = await answer({ framework: 'h3', database: 'memory' }, [
    ['Which folder?', ENTER],
  ])
  expect(choice).toMatchObject({ folder: 'tokenapi-app' })
})

it('says at once why a folder will not do, and lets it be mended', async () => {
  const full = mkdtempSync(join(tmpdir(), 'tokenapi-'))
  mkdirSync(join(full, 'a'))
  writeFileSync(join(full, 'a', 'file'), '')
  const { choice, screen } = await answer({ framework: 'h3', database: 'memory' }, [
    ['Which folder?', `${join(full, 'a')}${ENTER}`],
    ['is not empty (file)', `b${ENTER}`],
  ])
  expect(choice).toMatchObject({ folder: join(full, 'ab') })
  expect(screen).toContain('is not empty')
})

it.each([
  ['the folder', {}, 'Which folder?'],
  ['the framework', { folder: 'shop' }, 'Which framework?'],
  ['the database', { folder: 'shop', framework: 'koa' }, 'Where are the users?'],
] as const)('gives up at %s, and says that nothing was written', async (_what, known, shown) => {
  const { choice } = await answer(known, [[shown, ESCAPE]])
  expect(choice).toMatchObject({ name: 'Refusal', message: 'cancelled: nothing was written' })
})
