import { brandErrors, errorBrandOf } from '../error-brand.js'

/** A file that cannot be read on from some place. What stood before it was read. */
export class FileError extends Error {
  override readonly name = 'FileError'
  /** "line 7"; `undefined` where it is the whole file. */
  readonly place: string | undefined

  static {
    brandErrors(this, 'file')
  }

  constructor(message: string, place?: string) {
    super(message)
    this.place = place
  }
}

export function isFileError(error: unknown): error is FileError {
  return errorBrandOf(error) === 'file'
}
