import { isInWindow, splitClassicToken, verifyingKeyIndex } from '../classic-token.js'
import type { Credentials } from '../credentials.js'
import { describeError } from '../describe-error.js'
import { findBinding } from '../kept-token.js'
import { readUserId } from '../user-id.js'
import type { StoredUser } from '../user.js'
import { answerOf } from './answer.js'
import { dayStep } from './day-step.js'
import { type ExplanationStep, step } from './explanation.js'
import { keptOf, keptTokenStep } from './kept-step.js'
import { keyStep, passwordStep } from './key-steps.js'
import type { StepsOptions } from './options.js'
import { shapeStep } from './shape-step.js'
import { throttleStep } from './throttle-step.js'
import { activeStep, userIdStep, userStep } from './user-steps.js'

/** The checks of the verifier, in its order; also those after one that failed, where they can be made. */
export async function tokenSteps<A>(
  options: StepsOptions<A>,
  { user: presentedId = '', token: text }: Credentials,
): Promise<readonly ExplanationStep[]> {
  const { store, ring } = options
  const token = splitClassicToken(text)
  const id = readUserId(presentedId, store.idType)
  const steps = [
    shapeStep(text, token),
    ...(token === undefined ? [] : [dayStep(options, token)]),
    userIdStep(id, presentedId, store.idType),
  ]
  if (id === undefined) return steps
  const found = await answerOf(() => store.findById(id))
  steps.push(userStep(id, found))
  if ('error' in found) return steps
  const user = found.value
  if (token === undefined) return user === undefined ? steps : [...steps, activeStep(user)]
  const key = user === undefined ? -1 : verifyingKeyIndex(ring, user, token)
  // The verifier makes no such look-up for a token that is let in without, or that is of another day.
  const isAsked = !(key >= 0 && user?.isActive === true) && isInWindow(token, options.window())
  const binding = isAsked ? await answerOf(() => findBinding(store, ring, id, text)) : undefined
  if (user === undefined) {
    const isUnknown = binding !== undefined && 'error' in binding
    return isUnknown ? [...steps, keptTokenStep(store, false, 'unknown', binding)] : steps
  }
  const kept = keptOf(user, binding)
  return [
    ...steps,
    keyStep(options, user, token, key, kept),
    passwordStep(options, user, key >= 0, kept),
    keptTokenStep(store, key >= 0, kept, binding),
    activeStep(user),
    ...attributesStep(options, user),
    ...(await throttleStep(options, user.username)),
  ]
}

/** Only where it decides: an attribute that no handler can get is a 503. */
function attributesStep<A>({ publish }: StepsOptions<A>, user: StoredUser): ExplanationStep[] {
  try {
    publish(user)
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
