/** Docs, messages, help texts and comments avoid phrases that are hard to read in a second language. */
import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..')

/** What is read by users and contributors; tests and recorded data are not. */
const TEXTS = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'docs/*.md',
  'bench/',
  'examples/',
  'scripts/',
  'packages/*/README.md',
  'packages/*/bin/**',
  'packages/*/src/**',
  'packages/*/templates/**',
]

const PHRASES: readonly (readonly [phrase: RegExp, instead: string])[] = [
  [/\bwhoever\b/gi, 'name the user, client or caller'],
  [/\bnobody['’]s\b/gi, 'say what matches no user'],
  [/\b(?:is|are) none\b/gi, 'say "there is no …" or "is not a …"'],
  [/\bof ours\b/gi, 'name the part of tokenapi'],
  [/\btold otherwise\b/gi, 'say "default …"'],
  [/\blest\b/gi, 'say "so that … does not"'],
  [/\bit is said\b/gi, 'say who reports what, and where'],
  [/\b(?:is|are|was|were|be|been) told\b/gi, 'say "gets", "receives" or "reports"'],
  [/\bheard?\b|\bhears\b/gi, 'say "receives" or "observes"'],
  [/\bstands?\b(?! for\b)/gi, 'say "is" or "exists"'],
  [/\b(?:all the while|as ever|in vain|in earnest|to and fro)\b/gi, 'leave it out'],
  [
    /\b(?:database|driver|column|table|row|token|hash|file|store|setting)s? (?:says?|knows?|tells?|thinks?|wants?|is asked|are asked)\b/gi,
    'data does not speak: say what is returned or configured',
  ],
]

const files = globSync(
  TEXTS.map((path) => (path.endsWith('/') ? `${path}**` : path)),
  { cwd: ROOT, exclude: ['**/node_modules/**', '**/dist/**', '**/test/**', '**/.next/**'] },
).filter(
  (path) =>
    /\.(?:md|ts|mts|mjs|js|tsx|lua|sh|txt)$/.test(path) &&
    !path.endsWith('.test.ts') &&
    statSync(join(ROOT, path)).isFile(),
)

it('there are texts to read', () => {
  expect(files.length).toBeGreaterThan(200)
})

it.each(PHRASES)('no text has %s', (phrase, instead) => {
  const hits = files.flatMap((path) =>
    readFileSync(join(ROOT, path), 'utf8')
      .split('\n')
      .flatMap((line, at) =>
        [...line.matchAll(phrase)].map(([found]) => `${path}:${at + 1}: "${found}": ${instead}`),
      ),
  )
  expect(hits).toEqual([])
})
