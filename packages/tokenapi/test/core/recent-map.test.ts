import { expect, it } from 'vitest'

import { recentMap } from '../../src/core/auth-state/recent-map.ts'

it('what is used stays, what is only looked at does not, and there are never more than two generations', () => {
  const map = recentMap<number>(10)
  map.set('used', 0)
  map.set('looked at', 0)
  for (let i = 0; i < 100; i++) {
    map.set(`other ${i}`, i)
    expect(map.get('used')).toBe(0)
    map.peek('looked at')
    expect(map.size).toBeLessThanOrEqual(20)
  }
  expect(map.peek('looked at')).toBeUndefined()
  map.delete('used')
  expect(map.get('used')).toBeUndefined()
})
