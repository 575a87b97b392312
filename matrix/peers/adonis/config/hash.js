import { defineConfig } from '@adonisjs/core/hash'

import { fits } from '../../../../bench/peers/servers/password.mjs'
import { HASH } from '../../../../bench/peers/setup/users.mjs'

/** The hash of every row, so that logins can be compared. All users have the same. */
const django = () => ({
  isValidHash: (value) => value.startsWith('pbkdf2_sha256$'),
  make: async () => HASH,
  verify: (hashed, plain) => fits(plain, hashed),
  needsReHash: () => false,
})
export default defineConfig({ default: 'django', list: { django } })
