import type { Credentials } from '../credentials.js'
import { type ExplanationStep, step } from './explanation.js'
import type { ExplainOptions } from './options.js'

/** Whether a request with these credentials is answered from memory, and for how long. None where the store is always read. */
export function memorySteps<A>(
  { memory, maxStaleSeconds }: Pick<ExplainOptions<A>, 'memory' | 'maxStaleSeconds'>,
  credentials: Credentials,
): readonly ExplanationStep[] {
  if (memory === undefined) return []
  const left = memory.secondsLeft(credentials)
  const bound = `changes are seen within ${maxStaleSeconds} s`
  if (left === undefined) {
    return [step('memory', 'skipped', `this process reads the store at the next request; ${bound}`)]
  }
  const seconds = Math.ceil(left * 10) / 10
  return [step('memory', true, `let in from memory, for ${seconds} s at most; ${bound}`)]
}
