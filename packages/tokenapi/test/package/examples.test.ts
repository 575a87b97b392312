/** Every function of the entry points has an `@example`, which editors show where it is called. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { expect, it } from 'vitest'

const PACKAGE = join(import.meta.dirname, '../..')
const { exports } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as {
  exports: Readonly<Record<string, { readonly types: string } | string>>
}

/** Data, and errors that are caught and not made. */
const EXEMPT = new Set([
  'ConfigError',
  'RecordError',
  'UserExistsError',
  'HASH_FORMATS',
  'STRONG_HASHES',
  'SCENARIO_WORLDS',
  'TOKEN_API',
])

const ENTRIES = Object.entries(exports).flatMap(([entry, target]) =>
  typeof target === 'string' ? [] : [[entry, join(PACKAGE, target.types)] as const],
)

it.each(ENTRIES)('%s', (_entry, file) => {
  const names = valuesOf(file)
  expect(names).not.toEqual([])
  const lacking = names.filter((name) => !EXEMPT.has(name) && !hasExample(file, name))
  expect(lacking).toEqual([])
})

/** Names of the functions, classes and constants that a declaration file exports. */
function valuesOf(file: string): readonly string[] {
  const text = withoutComments(file)
  const declared = text.matchAll(/^export declare (?:function|const|(?:abstract )?class) (\w+)/gm)
  const passedOn = [...text.matchAll(/^export \{([^}]*)\}/gm)].flatMap(([, list = '']) =>
    list
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== '' && !each.startsWith('type '))
      .map((each) => each.replace(/^\w+ as /, '')),
  )
  return [...new Set([...[...declared].map(([, name = '']) => name), ...passedOn])].toSorted()
}

/** Whether the doc comment of a declaration, in this file or where it comes from, has an example. */
function hasExample(file: string, name: string): boolean {
  const declaration = new RegExp(
    `(/\\*\\*(?:(?!\\*/)[^])*\\*/\\s*)?export declare (?:function|const|(?:abstract )?class) ${name}\\b`,
  ).exec(readFileSync(file, 'utf8'))
  if (declaration !== null) return declaration[1]?.includes('@example') ?? false
  const clauses = withoutComments(file).matchAll(/^(?:import|export) \{([^}]*)\} from '([^']+)'/gm)
  for (const [, list = '', from = ''] of clauses) {
    for (const each of list.split(',')) {
      const [original = '', renamed = original] = each.trim().split(' as ')
      if (renamed === name) {
        return hasExample(join(dirname(file), from.replace(/\.js$/, '.d.ts')), original)
      }
    }
  }
  throw new Error(`${file}: no declaration of ${name}`)
}

function withoutComments(file: string): string {
  return readFileSync(file, 'utf8').replaceAll(/\/\*[^]*?\*\//g, '')
}
