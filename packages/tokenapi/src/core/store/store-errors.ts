import { brandErrors, errorBrandOf } from '../error-brand.js'

/** The name or the key of a new user is taken. */
export class UserExistsError extends Error {
  override readonly name = 'UserExistsError'
  /** The index of the record among several, from 0. None of them was added. */
  readonly index: number | undefined

  static {
    brandErrors(this, 'user-exists')
  }

  constructor(message: string, index?: number) {
    super(message)
    this.index = index
  }
}

/** One of several records does not fit the table. None of them was added. */
export class RecordError extends Error {
  override readonly name = 'RecordError'
  /** The index of the record, from 0. */
  readonly index: number

  static {
    brandErrors(this, 'record')
  }

  constructor(message: string, index: number) {
    super(message)
    this.index = index
  }
}

/**
 * Whether an error is a `UserExistsError`, also one of another copy of this package.
 *
 * @example
 * if (isUserExistsError(error)) return jsonError('This user name is taken.', { status: 409 })
 */
export function isUserExistsError(error: unknown): error is UserExistsError {
  return errorBrandOf(error) === 'user-exists'
}

/**
 * Whether an error is a `RecordError`, also one of another copy of this package.
 *
 * @example
 * if (isRecordError(error)) console.error(`record ${error.index}: ${error.message}`)
 */
export function isRecordError(error: unknown): error is RecordError {
  return errorBrandOf(error) === 'record'
}
