import type { ActiveWhen } from '../user-table.js'
import { isTrue } from './is-true.js'

/** Tells from the value of its column whether a user is active. NULL is neither true nor false. */
export function activeReader(when: ActiveWhen): (value: unknown) => boolean {
  switch (when) {
    case true:
      return isTrue
    case false:
      return (value) => value !== null && !isTrue(value)
    case null:
      return (value) => value === null
    default:
      return typeof when === 'number'
        ? (value) => value !== null && Number(value) === when
        : (value) => value === when
  }
}
