import { describeError } from '../describe-error.js'
import { type ExplanationStep, step } from './explanation.js'

/** The answer of a store, or its error. */
export type Answer<T> = { readonly value: T } | { readonly error: unknown }

export async function answerOf<T>(ask: () => T | Promise<T>): Promise<Answer<T>> {
  try {
    return { value: await ask() }
  } catch (error) {
    return { error }
  }
}

/** A step for which the store has no answer. */
export function outageStep(name: ExplanationStep['step'], error: unknown): ExplanationStep {
  return step(
    name,
    'unknown',
    `the store does not answer: ${describeError(error)}`,
    'Restore the database. Until then requests get 503, and clients keep their tokens.',
  )
}
