/** Every code block of the docs compiles or parses, every link and anchor exists, every page says what to read next. */
import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { lacks } from '../packages/tokenapi/test/support/peers/peers.ts'
import { type Block, blocksOf, textOf } from './support/blocks.ts'

const ROOT = join(import.meta.dirname, '..')
/** Inside the workspace, so that imports resolve as they do for a user. */
const FOLDER = join(ROOT, 'bench', '.docs')
const run = promisify(execFile)

const inDocs = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`)
const inPackages = readdirSync(join(ROOT, 'packages')).map((name) => `packages/${name}/README.md`)
const pages = ['README.md', ...inDocs, ...inPackages]
const blocks = pages.flatMap((page) => blocksOf(page))

/** Blocks with a file name are one program. Those of framework pages are built in pages.test.ts. */
const programs = pages.filter(
  (page) => !page.startsWith('docs/frameworks/') && filesOf(page).length > 0,
)

function filesOf(page: string): readonly (Block & { readonly file: string })[] {
  return blocksOf(page).flatMap((block) =>
    block.language === 'ts' && block.file !== undefined ? [{ ...block, file: block.file }] : [],
  )
}

function folderOf(page: string): string {
  return join(FOLDER, page.replace(/\W/g, '-'))
}

beforeAll(() => {
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
})
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }))

it('TypeScript blocks compile', () => {
  const snippets = blocks.filter(({ language, file }) => language === 'ts' && file === undefined)
  expect(snippets.length).toBeGreaterThan(20)
  for (const [i, { code }] of snippets.entries()) {
    writeFileSync(join(FOLDER, `block-${i + 1}.ts`), `${code}\nexport {}\n`)
  }
  for (const page of programs) {
    for (const { file, code } of filesOf(page)) {
      mkdirSync(dirname(join(folderOf(page), file)), { recursive: true })
      writeFileSync(join(folderOf(page), file), code)
    }
  }
  compile(join(FOLDER, 'tsconfig.json'), '../../tsconfig.tests.json')
}, 120_000)

it.each(programs)('the tests of the program in %s pass', async (page) => {
  const tests = filesOf(page).filter(({ file }) => file.endsWith('.test.ts'))
  expect(tests.length).toBeGreaterThan(0)
  const paths = tests.map(({ file }) => join(folderOf(page), file))
  // A reporter of its own: the test runner must not see itself inside another one.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  await run(process.execPath, ['--test', ...paths], { cwd: folderOf(page), env })
})

it.each(blocks.filter(({ language }) => ['sh', 'console'].includes(language)))(
  '$page:$line is shell',
  ({ language, code }) => {
    const script =
      language === 'sh' ? code : [...code.matchAll(/^\$ (.*)$/gm)].map(([, c]) => c).join('\n')
    execFileSync('sh', ['-n'], { input: script, stdio: ['pipe', 'ignore', 'pipe'] })
  },
)

it.each(blocks.filter(({ language }) => language === 'js'))(
  '$page:$line is JavaScript',
  ({ code }) => {
    const type = /^import |^export /m.test(code) ? 'module' : 'commonjs'
    const input = { input: code, stdio: ['pipe', 'ignore', 'pipe'] as ['pipe', 'ignore', 'pipe'] }
    execFileSync(process.execPath, [`--input-type=${type}`, '--check', '-'], input)
  },
)

it.each(blocks.filter(({ language }) => language === 'json'))('$page:$line is JSON', ({ code }) => {
  JSON.parse(code)
})

it.skipIf(lacks('Django')).each(blocks.filter(({ language }) => language === 'python'))(
  '$page:$line is Python',
  ({ code }) => {
    execFileSync('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], { input: code })
  },
)

it('every block names a language that is tested, or one that only shows text', () => {
  const known = [
    'ts',
    'sh',
    'console',
    'js',
    'json',
    'python',
    'typescript',
    'nginx',
    'go',
    'php',
    'ini',
    'sql',
    'text',
    'html',
    'toml',
    'svelte',
    'astro',
    '',
  ]
  expect(blocks.filter(({ language }) => !known.includes(language))).toEqual([])
})

describe.each(pages)('%s', (page) => {
  it('links and anchors exist', () => {
    for (const [, target = ''] of textOf(page).matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
      const [path = '', anchor] = target.split('#')
      const file = path === '' ? page : join(page, '..', path)
      const text = readFileSync(join(ROOT, file), 'utf8')
      if (anchor !== undefined) expect(anchorsOf(text), `${target} of ${page}`).toContain(anchor)
    }
  })
  it('ends with what to read next', () => {
    const paragraphs = textOf(page)
      .trimEnd()
      .replace(/\n\nMIT$/, '')
      .split('\n\n')
    expect(paragraphs.at(-1)).toMatch(/^Next: /)
  })
})

/** The anchors of a page as GitHub makes them of its headings. */
function anchorsOf(text: string): readonly string[] {
  const headings = text.replaceAll(/^```.*?^```/gms, '').matchAll(/^#+ (.*)$/gm)
  return [...headings].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

function compile(config: string, base: string): void {
  writeFileSync(config, JSON.stringify({ extends: base, include: ['**/*.ts'] }))
  try {
    execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', config], {
      encoding: 'utf8',
      stdio: 'pipe',
    })
  } catch (error) {
    expect.fail(String((error as { stdout: string }).stdout))
  }
}
