import { RefusedError } from '../../core/errors.js'
import { answer } from '../response/answer.js'
import type { ApiContext } from '../api-context.js'
import { formFields, jsonFields } from '../body/body-fields.js'
import { nameOfUserAgent, readTokenName } from '../../core/access/token-name.js'
import { loginClientOf } from '../login-client.js'
import { mediaTypeOf } from '../body/form.js'
import type { RequestView } from '../view/request-view.js'
import type { Route, RouteRequest } from './route.js'

/** POST new.json: a user name and a password for a token. */
export const newToken: Route = {
  path: /^new\.json$/,
  method: 'POST',
  refusals: 'negotiated',
  answer: logIn,
}

async function logIn({ view, context }: RouteRequest): Promise<Response> {
  const { username, password, tokenName } = await readLogin(view, context)
  if (!username || !password) {
    throw new RefusedError(
      'missing_credentials',
      "Must include 'username' and 'password' as POST parameters.",
    )
  }
  const client = loginClientOf(view, context)
  const { token, user } = await context.login({ username, password, client, tokenName })
  return answer(view, { token, user: user.id })
}

interface LoginFields {
  readonly username: string | undefined
  readonly password: string | undefined
  /** Of the device. */
  readonly tokenName: string | undefined
}

async function readLogin(view: RequestView, context: ApiContext): Promise<LoginFields> {
  const { limits, jsonLogin, tokenPrefixes } = context
  const isJson = jsonLogin && mediaTypeOf(view) === 'application/json'
  const fields = await (isJson ? jsonFields(view, limits) : formFields(view, limits))
  const [username, password] = [fields.text('username'), fields.text('password')]
  // Without access tokens nothing has a name, and the field is ignored as in the original.
  if (tokenPrefixes.length === 0) return { username, password, tokenName: undefined }
  const name =
    readTokenName(fields.text('name') || undefined) ?? nameOfUserAgent(view.header('user-agent'))
  return { username, password, tokenName: name }
}
