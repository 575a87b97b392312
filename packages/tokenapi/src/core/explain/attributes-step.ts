import { describeError } from '../describe-error.js'
import type { StoredUser } from '../user.js'
import { type ExplanationStep, step } from './explanation.js'
import type { StepsOptions } from './options.js'

/** Only where it decides: an attribute that no handler can get is a 503. */
export function attributesStep<A>(
  { toPublicUser }: StepsOptions<A>,
  user: StoredUser,
): ExplanationStep[] {
  try {
    toPublicUser(user)
    return []
  } catch (error) {
    return [
      step(
        'attributes',
        'unknown',
        describeError(error),
        'Name in `users.attributes` only columns of the table whose values JSON can hold.',
      ),
    ]
  }
}
