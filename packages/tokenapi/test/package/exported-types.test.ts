/** The public types. A change of exported-types.txt is a change of the API. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, it } from 'vitest'

const PACKAGE = join(import.meta.dirname, '../..')
const { exports } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as {
  exports: Readonly<Record<string, { readonly types: string } | string>>
}

it('every entry point exports the types that are listed, and no others', async () => {
  const lines = Object.entries(exports).flatMap(([entry, target]) =>
    typeof target === 'string' ? [] : [`${entry}: ${typesOf(target.types).join(' ')}`],
  )
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('exported-types.txt')
})

/** Names of the types that a declaration file exports. */
function typesOf(file: string): readonly string[] {
  const text = readFileSync(join(PACKAGE, file), 'utf8').replaceAll(/\/\*[^]*?\*\//g, '')
  const declared = text.matchAll(/^export (?:declare )?(?:interface|type) (\w+)[ <=]/gm)
  const passedOn = [...text.matchAll(/^export (type )?\{([^}]*)\}/gm)].flatMap(
    ([, isType, names = '']) =>
      names
        .split(',')
        .map((name) => name.trim())
        .filter((name) => isType !== undefined || name.startsWith('type '))
        .map((name) => name.replace(/^type /, '').replace(/^\w+ as /, '')),
  )
  expect(text).not.toMatch(/^export \*/m)
  return [...[...declared].map(([, name = '']) => name), ...passedOn]
    .filter((name) => name !== '')
    .toSorted()
}
