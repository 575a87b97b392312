/** The description of an operation: what it answers besides the success is the same for all. */
import { describeRoute, resolver } from 'hono-openapi'
import type { GenericSchema } from 'valibot'

import type { AdminScope } from './scopes.js'
import { ProblemDetails } from './schemas.js'

export interface OperationText {
  /** A verb and its object, such as "List users". */
  readonly summary: string
  readonly description?: string
  readonly scope: AdminScope
  readonly answer: GenericSchema
  readonly status?: 200 | 201 | 202
  /** Default: JSON. */
  readonly contentType?: 'text/event-stream'
  /** `false`: no input of this operation can be malformed. Default: 400 is one of its answers. */
  readonly hasInput?: false
  /** Refusals of this operation beside 400, 401, 403 and 503. */
  readonly refusals?: Readonly<Record<number, string>>
}

const REFUSALS: Readonly<Record<number, string>> = {
  400: 'The request is malformed.',
  401: 'The access token is missing or not valid.',
  403: 'The token lacks the scope, or its user is no administrator.',
  503: 'The database does not answer. `Retry-After` says when to try again.',
}

export function describe(tag: string, text: OperationText): ReturnType<typeof describeRoute> {
  const {
    summary,
    description,
    scope,
    answer,
    status = 200,
    contentType = 'application/json',
    hasInput = true,
    refusals = {},
  } = text
  const { 400: malformed = '', ...usual } = REFUSALS
  const problems = Object.entries({
    ...(hasInput && { 400: malformed }),
    ...usual,
    ...refusals,
  }).map(([code, what]) => [
    code,
    {
      description: what,
      content: { 'application/problem+json': { schema: resolver(ProblemDetails) } },
    },
  ])
  return describeRoute({
    operationId: operationId(summary),
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    security: [{ accessToken: [scope] }],
    responses: {
      [status]: {
        description: 'Success.',
        content: { [contentType]: { schema: resolver(answer) } },
      },
      ...Object.fromEntries(problems),
    },
  })
}

/** "List users": "listUsers" */
function operationId(summary: string): string {
  return summary
    .toLowerCase()
    .replaceAll(/[^a-z ]/g, '')
    .replaceAll(/ ([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
