import { VERSIONS } from './versions.js'

const FALLBACK = 'tokenapi-app'
// npm takes no package of these names, and nobody could write them in an `import`.
const TAKEN = new Set(['node_modules', 'favicon.ico'])

/** A name that npm takes, as near to the folder's as it gets. */
export function packageName(folder: string): string {
  const name = folder
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._~-]+/g, '-')
    .replace(/^[-._~]+/, '')
    .replace(/[-.~]+$/, '')
    .slice(0, 200)
  if (name === '' || TAKEN.has(name)) return FALLBACK
  // npm installs no package into one of the same name.
  return Object.hasOwn(VERSIONS, name) ? `${name}-app` : name
}
