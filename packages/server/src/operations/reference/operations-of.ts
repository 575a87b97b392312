import type { OpenAPIV3_1 } from 'openapi-types'

import type { OpenApiDocument } from '../../openapi-document.js'

export type Schema = OpenAPIV3_1.SchemaObject

export interface Operation {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly tag: string
  readonly summary: string
  readonly description: string
  readonly needsToken: boolean
  /** The scopes of which the token needs one; empty: any token. */
  readonly scopes: readonly string[]
  readonly parameters: readonly Parameter[]
  /** Of the body; `undefined`: it has none. */
  readonly body: Content | undefined
  readonly answers: readonly Answer[]
}

interface Parameter {
  readonly name: string
  readonly place: string
  readonly isRequired: boolean
  readonly schema: Schema
}

interface Content {
  readonly type: string
  readonly schema: Schema
}

export interface Answer {
  readonly status: string
  readonly description: string
  readonly content: Content | undefined
}

/** The operations of a document in its order. */
export function operationsOf({ paths }: OpenApiDocument): readonly Operation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item ?? {}).map(([method, operation]) =>
      operationOf(path, method, operation as OpenAPIV3_1.OperationObject),
    ),
  )
}

function operationOf(
  path: string,
  method: string,
  operation: OpenAPIV3_1.OperationObject,
): Operation {
  const { operationId = '', tags = [], summary = '', description = '' } = operation
  const parameters = (operation.parameters ?? []) as readonly OpenAPIV3_1.ParameterObject[]
  const body = operation.requestBody as OpenAPIV3_1.RequestBodyObject | undefined
  const responses = (operation.responses ?? {}) as Record<string, OpenAPIV3_1.ResponseObject>
  return {
    id: operationId,
    method: method.toUpperCase(),
    path,
    tag: tags[0] ?? '',
    summary,
    description,
    needsToken: (operation.security ?? []).length > 0,
    scopes: scopesOf(operation.security ?? []),
    parameters: parameters.map(({ name, in: place, required = false, schema }) => ({
      name,
      place,
      isRequired: required,
      schema: (schema ?? {}) as Schema,
    })),
    body: contentOf(body?.content),
    answers: Object.entries(responses).map(([status, response]) => ({
      status,
      description: response.description,
      content: contentOf(response.content),
    })),
  }
}

/** Each once, in whatever scheme the token is presented. */
function scopesOf(security: readonly OpenAPIV3_1.SecurityRequirementObject[]): readonly string[] {
  return [...new Set(security.flatMap((each) => Object.values(each).flat()))]
}

function contentOf(
  content: Readonly<Record<string, OpenAPIV3_1.MediaTypeObject>> | undefined,
): Content | undefined {
  const [first] = Object.entries(content ?? {})
  return first === undefined
    ? undefined
    : { type: first[0], schema: (first[1].schema ?? {}) as Schema }
}
