/**
 * Why there is no answer of the route: the server refuses, or it cannot tell now, also because it cannot be reached.
 * After `cannot_tell` the session is still good.
 */
export type Outcome = 'refused' | 'cannot_tell'

/**
 * The error of every method of a client.
 *
 * @example
 * try {
 *   await client.login({ username, password })
 * } catch (error) {
 *   if (!isClientError(error)) throw error
 *   show(error.outcome === 'refused' ? error.message : `Try again in ${error.retryAfter ?? 5} seconds.`)
 * }
 */
export class ClientError extends Error {
  override readonly name = 'ClientError'
  readonly outcome: Outcome
  /** HTTP status; 0 if no answer arrived or the browser hides it. */
  readonly status: number
  /** A stable code of the server, or `unreachable`, `redirected` or `unexpected_answer`. */
  readonly code: string
  /** Seconds to wait before the next try, if the server sent them. */
  readonly retryAfter: number | undefined

  /** `code`: absent where the answer is not one of tokenapi, but of a proxy for example. That refuses nothing. */
  constructor(status: number, code: string | undefined, message: string, retryAfter?: number) {
    super(message)
    // 429: a login was not tried.
    const refuses = code && status > 399 && status < 500 && status !== 429
    this.outcome = refuses ? 'refused' : 'cannot_tell'
    this.status = status
    this.code = code ?? 'unexpected_answer'
    this.retryAfter = retryAfter
  }
}

/**
 * Whether it is a `ClientError`, also of another copy of this package.
 *
 * @example
 * if (isClientError(error) && error.code === 'invalid_login') showWrongPassword()
 */
export function isClientError(error: unknown): error is ClientError {
  return (error as Error | undefined)?.name === 'ClientError'
}

/** Whether the server refuses. */
export function isRefusal(error: unknown): boolean {
  return (error as ClientError).outcome === 'refused'
}
