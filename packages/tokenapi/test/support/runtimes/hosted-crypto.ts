/** node:crypto as hosted Workers have it: workerd itself has no bound on PBKDF2, Cloudflare sets one. */
type Crypto = typeof import('node:crypto')

const crypto = process.getBuiltinModule('node:crypto')
export const {
  createHash,
  createHmac,
  createSecretKey,
  hash,
  randomBytes,
  randomInt,
  scrypt,
  timingSafeEqual,
} = crypto

export const pbkdf2 = ((...[password, salt, iterations, length, digest, done]) => {
  if (iterations > 100_000) {
    throw new Error(
      `Pbkdf2 failed: iteration counts above 100000 are not supported (requested ${iterations}).`,
    )
  }
  crypto.pbkdf2(password, salt, iterations, length, digest, done)
}) as Crypto['pbkdf2']
