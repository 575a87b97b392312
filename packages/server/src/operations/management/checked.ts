import { type StandardSchemaV1 } from '@standard-schema/spec'
import type { ValidationTargets } from 'hono'
import { validator } from 'hono-openapi'

import { Problem } from './problem.js'

/** Checks a part of the request. A value that cannot be is a problem that names it. */
export function checked<Schema extends StandardSchemaV1, Target extends keyof ValidationTargets>(
  target: Target,
  schema: Schema,
) {
  return validator(target, schema, (result) => {
    if (result.success) return
    const [issue] = result.error
    const at = issue?.path
      ?.map((part) => String(typeof part === 'object' ? part.key : part))
      .join('.')
    throw new Problem('invalid_request', `${at ?? target}: ${issue?.message ?? 'is not valid'}.`)
  })
}
