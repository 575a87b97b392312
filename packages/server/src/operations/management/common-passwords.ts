import { dictionary } from '@zxcvbn-ts/language-common'

/** How many of the list: the minimum of the requirement that we follow (OWASP ASVS 6.2.4). */
const COUNT = 3_000

/** The most common passwords, in lower case. */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  dictionary['passwords-common'].slice(0, COUNT),
)
