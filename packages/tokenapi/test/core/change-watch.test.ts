import { expect, it, vi } from 'vitest'

import { changeWatch } from '../../src/core/auth-state/change-watch.ts'

const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

function setUp() {
  const state = { mark: '1' as string | undefined, elapsed: 0 }
  const mark = vi.fn(() => state.mark)
  const changed = vi.fn()
  return { state, mark, changed, isUsable: changeWatch(mark, changed, () => state.elapsed) }
}

it('looks once in a turn of the event loop, for any number of requests', async () => {
  const { mark, isUsable } = setUp()
  for (let turn = 1; turn <= 3; turn++) {
    for (let i = 0; i < 100; i++) expect(isUsable()).toBe(true)
    expect(mark).toHaveBeenCalledTimes(turn)
    await nextTurn()
  }
})

it('looks again in a turn that is longer than a millisecond', () => {
  const { state, mark, changed, isUsable } = setUp()
  isUsable()
  state.mark = '2'
  state.elapsed = 0.9
  isUsable()
  expect(mark).toHaveBeenCalledTimes(1)
  state.elapsed = 1
  isUsable()
  expect(mark).toHaveBeenCalledTimes(2)
  expect(changed).toHaveBeenCalledTimes(2)
})

it('reports each change once; while the mark is unknown nothing is believed', async () => {
  const { state, changed, isUsable } = setUp()
  const marks = ['1', '1', '2', undefined, undefined, '2', '2'] as const
  const seen: [boolean, number][] = []
  for (state.mark of marks) {
    seen.push([isUsable(), changed.mock.calls.length])
    await nextTurn()
  }
  expect(seen).toEqual([
    [true, 1],
    [true, 1],
    [true, 2],
    [false, 3],
    [false, 3],
    [true, 4],
    [true, 4],
  ])
})
