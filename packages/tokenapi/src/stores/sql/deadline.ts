import { UnavailableError } from '../../core/errors.js'

/** Milliseconds for one call, waiting for a connection included: a request ends well before 2 s. */
export const TIMEOUT = 1_500
/** For work of the operator's: migrations, imports. */
export const SLOW_TIMEOUT = 60_000

/** What `work` gives, or `UnavailableError` when it takes longer; what it gives then is forgotten. */
export async function withDeadline<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new UnavailableError(`the database did not answer in ${milliseconds} ms`)),
      milliseconds,
    )
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
