import { encodePbkdf2, readPbkdf2 } from './pbkdf2.js'
import { type Preferred, SALT_LENGTH, isOutdatedBy } from './preferred-format.js'
import { randomText } from './random-text.js'

/** Django 6.1 (August 2026). */
const ITERATIONS = 1_500_000

/** New hashes of pbkdf2_sha256, the default. */
export function preferPbkdf2(iterations: number = ITERATIONS): Preferred {
  return {
    algorithm: 'pbkdf2_sha256',
    work: { name: 'pbkdf2_sha256', factors: [iterations] },
    encode: (password) =>
      encodePbkdf2('pbkdf2_sha256', password, { salt: randomText(SALT_LENGTH), iterations }),
    isOutdated: isOutdatedBy('pbkdf2_sha256', readPbkdf2, (parts, below) =>
      below(parts.iterations, iterations),
    ),
  }
}
