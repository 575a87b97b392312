import type { OpenAPIV3_1 } from 'openapi-types'

/** An OpenAPI 3.1 description without references. */
export interface OpenApiDocument {
  readonly openapi: string
  readonly info: OpenAPIV3_1.InfoObject
  readonly servers?: readonly OpenAPIV3_1.ServerObject[]
  readonly tags?: readonly OpenAPIV3_1.TagObject[]
  readonly paths: Readonly<Record<string, OpenAPIV3_1.PathItemObject>>
  readonly components?: OpenAPIV3_1.ComponentsObject
}
