import { VERSIONS } from './versions.js'

const FALLBACK = 'tokenapi-app'
// npm refuses these names.
const TAKEN = new Set(['node_modules', 'favicon.ico'])

/** A valid npm name, as close to the name of the folder as possible. */
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
