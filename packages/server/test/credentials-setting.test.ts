import { expect, it } from 'vitest'

import { readConfig } from '../dist/index.js'

it('CREDENTIALS names the places where guarded views look, with commas between', () => {
  expect(readConfig({}).CREDENTIALS).toBeUndefined()
  expect(readConfig({ CREDENTIALS: 'header' }).CREDENTIALS).toEqual(['header'])
  expect(readConfig({ CREDENTIALS: 'header, query' }).CREDENTIALS).toEqual(['header', 'query'])
  expect(() => readConfig({ CREDENTIALS: 'headers' })).toThrow(
    'CREDENTIALS must be a comma-separated list of header, query, form; got "headers"',
  )
})
