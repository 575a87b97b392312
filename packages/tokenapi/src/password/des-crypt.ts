/** crypt$$HASH: Unix crypt(3) with DES, which Django read up to version 4. */
import { equalText } from './equal.js'
import {
  type OptionalPackages,
  loadOptional,
  notLoaded,
} from '../core/runtime/optional-dependency.js'
import type { HashReader } from './stored-hash.js'

type DesCrypt = (password: readonly number[], salt: string) => string

// crypt$ANYTHING$SALT(2)HASH(11). The middle field is ignored, as in Django.
const DES = /^crypt\$[^$]*\$([./0-9A-Za-z]{2}[./0-9A-Za-z]{11})$/

const PACKAGES: OptionalPackages = {
  'unix-crypt-td-js': async () => {
    try {
      return await import('unix-crypt-td-js' as string)
    } catch (error) {
      return notLoaded(error)
    }
  },
}

export const cryptReader: HashReader = (encoded) => {
  const hash = DES.exec(encoded)?.[1]
  if (hash === undefined) return undefined
  return {
    work: undefined,
    async verify(password) {
      // A C string ends at its first NUL; Python refuses such a password.
      if (password.includes('\0')) return false
      const crypt = await loadOptional<DesCrypt>('a crypt hash', PACKAGES)
      return equalText(hash, crypt([...new TextEncoder().encode(password)], hash.slice(0, 2)))
    },
  }
}
