import type { Credentials } from '../../core/credentials.js'
import { describeError } from '../../core/describe-error.js'
import { isRefusedError } from '../../core/errors.js'
import { type Explanation, type ExplanationStep, step } from '../../core/explain/explanation.js'
import type { ApiContext } from '../api-context.js'
import { formsOf } from './explain-header.js'
import { explainPlaces } from './explain-places.js'
import { presentedCredentials } from '../credentials/presented-credentials.js'
import type { AuthenticateOptions } from '../guard/read-guard-options.js'
import { rereadable } from '../view/rereadable-view.js'
import type { RequestView } from '../view/request-view.js'

/**
 * Why a guard lets a request in or refuses it: where credentials were looked for, and then the credentials. They
 * are read by the guard's own reader.
 */
export async function explainRequest(
  reading: Pick<ApiContext, 'limits' | 'places' | 'tokenPrefixes'>,
  explainCredentials: (credentials: Credentials) => Promise<Explanation>,
  request: RequestView,
  { optional, credentials: places = reading.places }: AuthenticateOptions,
): Promise<Explanation> {
  const again = rereadable(request)
  let isHeaderRead = false
  const view: RequestView = {
    ...again,
    header: (name) => {
      isHeaderRead ||= name === 'authorization'
      return again.header(name)
    },
  }
  let credentials: Credentials
  try {
    credentials = await presentedCredentials(view, reading, places)
  } catch (error) {
    return refused(error, await explainPlaces(again, reading, places, true), {
      isOptional: optional === true,
      hasAccessTokens: reading.tokenPrefixes.length > 0,
    })
  }
  const found = await explainPlaces(again, reading, places, isHeaderRead)
  const { steps, ...verdict } = await explainCredentials(credentials)
  return {
    ...verdict,
    steps: [...found, step('credentials', true, taken(isHeaderRead, credentials)), ...steps],
  }
}

function taken(isHeaderRead: boolean, { user }: Credentials): string {
  return isHeaderRead
    ? `${user === undefined ? 'the token' : 'user and token'} of the header`
    : 'user and token of form and query string; the form counts first'
}

function refused(error: unknown, found: readonly ExplanationStep[], guard: Guard): Explanation {
  if (!isRefusedError(error)) {
    const unread = `the request cannot be read: ${describeError(error)}`
    const steps = [...found, step('credentials', 'unknown', unread)]
    return { accepted: false, code: 'temporarily_unavailable', steps }
  }
  const { code } = error
  if (code === 'missing_credentials') return missing(found, guard)
  return {
    accepted: false,
    code,
    steps: [
      ...found,
      step(
        'credentials',
        false,
        'nothing was read: the request is malformed or too large, see above',
      ),
    ],
  }
}

interface Guard {
  readonly isOptional: boolean
  readonly hasAccessTokens: boolean
}

function missing(
  found: readonly ExplanationStep[],
  { isOptional, hasAccessTokens }: Guard,
): Explanation {
  return isOptional
    ? {
        accepted: true,
        steps: [
          ...found,
          step(
            'credentials',
            true,
            'none; the guard is optional, and lets the request in without a user',
          ),
        ],
      }
    : {
        accepted: false,
        code: 'missing_credentials',
        steps: [
          ...found,
          step(
            'credentials',
            false,
            `there is no ${hasAccessTokens ? 'token' : 'user with a token'} in any of these places`,
            // A step that failed has its own advice.
            found.some(({ ok }) => ok === false)
              ? undefined
              : `${formsOf(hasAccessTokens)}\nIf the client does, a proxy may remove the header: see docs/recipes.md.`,
          ),
        ],
      }
}
