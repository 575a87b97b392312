import { type CheckedOptions, type OptionChecks, readOptions } from './read-options.js'

/**
 * `readOptions` with the result remembered for each object, for options that come with every request. The
 * result itself is accepted as well.
 */
export function optionReader<O extends object>(
  caller: string,
  checks: OptionChecks<O>,
): (given: O | undefined) => CheckedOptions<O> {
  const none = readOptions<O>(caller, undefined, checks)
  const results = new WeakMap<object, CheckedOptions<O>>()
  return (given) => {
    if (given === undefined) return none
    const known = results.get(given)
    if (known !== undefined) return known
    const options = readOptions(caller, given, checks)
    results.set(given, options).set(options, options)
    return options
  }
}
