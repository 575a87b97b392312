import { isRefusedError } from '../../core/errors.js'

/** The value of a function, or the refusal that it throws. */
export function attempt<T>(read: () => T): T | Error {
  try {
    return read()
  } catch (error) {
    if (isRefusedError(error)) return error
    throw error
  }
}
