import { RefusedError } from '../../core/errors.js'
import type { Limits } from '../body/limits.js'
import { readFields } from '../body/body-fields.js'
import type { Caller } from './caller.js'

/** The parameter `token` of RFC 7009 and RFC 7662. Throws `RefusedError` where it is missing. */
export async function tokenParameter({ view }: Caller, limits: Limits): Promise<string> {
  const token = (await readFields(view, limits)).text('token')
  if (token) return token
  throw new RefusedError('invalid_request', 'Must include `token`.')
}
