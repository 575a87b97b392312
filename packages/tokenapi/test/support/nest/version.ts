/** Nest in another version, or with more of it, where `npm ci --prefix matrix/NAME` has put it. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const folderOf = (matrix: string): string =>
  join(import.meta.dirname, '../../../../../matrix', matrix)

/** A package from there, for `vi.mock`: whatever imports that name gets this one. */
export function matrixPackage<T extends object>(matrix: string, name: string): Promise<T> {
  const require = createRequire(join(folderOf(matrix), 'package.json'))
  return import(pathToFileURL(require.resolve(name)).href) as Promise<T>
}
