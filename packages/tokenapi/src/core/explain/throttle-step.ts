import { describeError } from '../describe-error.js'
import { type ExplanationStep, step } from './explanation.js'
import type { ExplainOptions } from './options.js'
import { quoted } from './quoted.js'

/** Whether password logins of the user are throttled, which decides no token. Nothing without a throttle. */
export async function throttleStep(
  { throttle, countedAttemptOf }: Pick<ExplainOptions, 'throttle' | 'countedAttemptOf'>,
  username: string,
): Promise<readonly ExplanationStep[]> {
  if (throttle === false) return []
  const name = 'login throttle'
  try {
    const { keys } = await countedAttemptOf({ username })
    const { isThrottled, retryAfter, reason, failures } = await throttle.state(keys)
    if (!isThrottled) {
      return [step(name, true, `password logins are open, after ${failures} failures in a row`)]
    }
    const wait = retryAfter === undefined ? '' : `, for ${retryAfter} seconds more`
    return [
      step(
        name,
        'skipped',
        `password logins are stopped${wait}: ${reason ?? `${failures} failures in a row`}; tokens are not affected`,
        `Wait, or end the stop: \`tokenapi user unlock\` with ${quoted(username)}.`,
      ),
    ]
  } catch (error) {
    return [
      step(name, 'skipped', `the state of the throttle is not known: ${describeError(error)}`),
    ]
  }
}
