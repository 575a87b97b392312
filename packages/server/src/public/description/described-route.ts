/** A route of clients as OpenAPI describes it. */
import { toJsonSchema } from '@valibot/to-json-schema'
import type { OpenAPIV3_1 } from 'openapi-types'
import type { GenericSchema } from 'valibot'

import { OAuthProblem, Problem, Refusal } from './schemas.js'

export interface DescribedRoute {
  readonly method: 'get' | 'post'
  readonly path: string
  readonly id: string
  readonly tag: string
  readonly summary: string
  readonly description?: string
  /** How the caller authenticates; absent: it does not. */
  readonly security?: readonly OpenAPIV3_1.SecurityRequirementObject[]
  /** Each parameter of the path, and what it is. */
  readonly parameters?: Readonly<Record<string, string>>
  readonly body?: { readonly schema: GenericSchema; readonly isOptional?: true }
  readonly answer: GenericSchema
  readonly refusalTypes: RefusalTypes
  /** The status of each refusal, and its cause. */
  readonly refusals: Readonly<Record<number, string>>
}

type RefusalTypes = Readonly<Record<string, GenericSchema>>

/** The body of a refusal by its content type. */
export const PLAIN: RefusalTypes = { 'application/json': Refusal }
export const NEGOTIATED: RefusalTypes = { ...PLAIN, 'application/problem+json': Problem }
export const PROBLEM: RefusalTypes = { 'application/problem+json': Problem }
export const OAUTH: RefusalTypes = { 'application/problem+json': OAuthProblem }

const BODY_TYPES = ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data']

export function operationOf(route: DescribedRoute): OpenAPIV3_1.OperationObject {
  const { id, tag, summary, description, security = [], parameters = {}, body } = route
  const refusals = Object.entries(route.refusals).map(([status, cause]) => [
    status,
    { description: cause, ...headersOf(status), content: contentOf(route.refusalTypes) },
  ])
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    security: [...security],
    parameters: Object.entries(parameters).map(([name, what]) => ({
      name,
      in: 'path',
      required: true,
      description: what,
      schema: { type: 'string' },
    })),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: body.isOptional !== true,
            content: contentOf(Object.fromEntries(BODY_TYPES.map((type) => [type, body.schema]))),
          },
        }),
    responses: {
      200: { description: 'Success.', content: contentOf({ 'application/json': route.answer }) },
      ...Object.fromEntries(refusals),
    },
  }
}

function contentOf(types: RefusalTypes): Record<string, OpenAPIV3_1.MediaTypeObject> {
  return Object.fromEntries(
    Object.entries(types).map(([type, schema]) => [type, { schema: schemaOf(schema) }]),
  )
}

function schemaOf(schema: GenericSchema): OpenAPIV3_1.SchemaObject {
  const { $schema: _, ...rest } = toJsonSchema(schema)
  // Its types are those of an older JSON Schema.
  return rest as OpenAPIV3_1.SchemaObject
}

const HEADERS: Readonly<Record<string, readonly [name: string, what: string]>> = {
  401: ['WWW-Authenticate', 'the challenge of RFC 6750'],
  429: ['Retry-After', 'seconds'],
  503: ['Retry-After', 'seconds'],
}

function headersOf(status: string): Pick<OpenAPIV3_1.ResponseObject, 'headers'> {
  const header = HEADERS[status]
  if (header === undefined) return {}
  const [name, description] = header
  return { headers: { [name]: { description, schema: { type: 'string' } } } }
}
