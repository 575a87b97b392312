import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What git would keep of a folder, by path, with its text: all that .gitignore does not name. */
export function writtenAndNotIgnored(folder: string): Record<string, string> {
  // Elsewhere: Next takes a folder with one in it for the root of everything.
  const repository = mkdtempSync(join(tmpdir(), 'tokenapi-git-'))
  const git = (...args: readonly string[]): string =>
    execFileSync('git', [`--git-dir=${repository}`, `--work-tree=${folder}`, ...args], {
      cwd: folder,
      encoding: 'utf8',
    })
  git('init', '--quiet')
  const paths = git('ls-files', '--others', '--exclude-standard', '-z').split('\0').filter(Boolean)
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
}
