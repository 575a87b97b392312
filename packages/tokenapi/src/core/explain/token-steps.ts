import { readAccessToken } from '../access/access-token.js'
import { isInWindow, splitClassicToken, verifyingKeyIndex } from '../classic/classic-token.js'
import type { Credentials } from '../credentials.js'
import { findBinding } from '../classic/kept-token.js'
import { readUserId } from '../user-id.js'
import { accessSteps } from './access-steps.js'
import { answerOf } from './answer.js'
import { attributesStep } from './attributes-step.js'
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
  { user, token }: Credentials,
): Promise<readonly ExplanationStep[]> {
  const { access } = options
  const digest = access && readAccessToken(token, access.settings.prefixes)
  return access === undefined || digest === undefined
    ? classicSteps(options, token, user)
    : accessSteps(options, access, digest, user)
}

async function classicSteps<A>(
  options: StepsOptions<A>,
  text: string,
  presentedId: string | undefined,
): Promise<readonly ExplanationStep[]> {
  const { store, ring } = options
  const token = splitClassicToken(text)
  const steps = [
    shapeStep(text, token, options.access?.settings.prefixes),
    ...(token === undefined ? [] : [dayStep(options, token)]),
  ]
  if (presentedId === undefined) return token === undefined ? steps : [...steps, WITHOUT_USER]
  const id = readUserId(presentedId, store.idType)
  steps.push(userIdStep(id, presentedId, store.idType))
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

const WITHOUT_USER = step(
  'user id',
  false,
  'no user id, which a classic token needs',
  'Send `Authorization: Bearer USER:TOKEN`, with the `user` that the login returned.',
)
