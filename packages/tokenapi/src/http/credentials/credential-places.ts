import { ConfigError } from '../../core/errors.js'
import { type OptionCheck, listOf, oneOf } from '../../core/options/option-checks.js'

/** Where credentials may be: in `Authorization`, in the query string, in the form body of a POST. */
export type CredentialPlace = 'header' | 'query' | 'form'

/** As the original. */
export const ALL_PLACES: readonly CredentialPlace[] = ['header', 'query', 'form']

const places = listOf(oneOf(...ALL_PLACES))

/** A list of places, at least one. */
export const credentialPlaces: OptionCheck<readonly CredentialPlace[]> = (value, option) => {
  const given = places(value, option)
  if (given.length === 0) {
    throw new ConfigError(
      `\`${option}\` is empty: no request could present anything. Name "header", "query", "form", or leave it out for all`,
    )
  }
  return given
}
