import { isConfigError } from 'tokenapi'
import { checkPassword } from 'tokenapi/password'

/** One small hash of each format that needs a package; of no user. */
const SAMPLES: ReadonlyMap<string, string> = new Map([
  ['argon2', 'argon2$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$MSaNqJFaojgcVEYSoR5TzQ'],
  ['bcrypt', 'bcrypt$$2b$04$obDeS5tVrmPpJ/t98LV/s.wmoQgNRI9b0lSf01sJCTvp9wyMETuEa'],
  ['bcrypt_sha256', 'bcrypt_sha256$$2b$04$obDeS5tVrmPpJ/t98LV/s.wmoQgNRI9b0lSf01sJCTvp9wyMETuEa'],
  ['crypt', 'crypt$$Wvd.YnrC71EQc'],
])

/** How to install the package that hashes of this format need; `undefined` where none is missing. */
export async function missingPackage(algorithm: string): Promise<string | undefined> {
  const sample = SAMPLES.get(algorithm)
  if (sample === undefined) return undefined
  try {
    await checkPassword('', sample)
    return undefined
  } catch (error) {
    if (!isConfigError(error)) throw error
    return /npm install \S+/.exec(error.message)?.[0] ?? error.message
  }
}
