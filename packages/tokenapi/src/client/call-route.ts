import type { RequestOptions } from './client.js'
import { readAnswer } from './read-answer.js'
import { type Send, post } from './requests.js'

/** Asks a token route by its name: with fields by POST, else by GET. Returns the JSON of a 2xx answer. */
export type CallRoute = <T = void>(
  send: Send,
  name: string,
  fields?: Parameters<typeof post>[0],
  limits?: RequestOptions,
) => Promise<T>

/** Asks the token routes below this path. */
export function routeCaller(routes = 'token'): CallRoute {
  return async (send, name, fields, limits) =>
    readAnswer(await send(`${routes}/${name}.json`, { ...(fields && post(fields)), ...limits }))
}
