import { createClient, isClientError } from 'tokenapi/client'

const client = createClient({ url: 'https://api.example.com' })

/** The text to show beside the login form, or `undefined` after a login. */
export async function logIn(username: string, password: string): Promise<string | undefined> {
  try {
    await client.login({ username, password })
    return undefined
  } catch (error) {
    if (!isClientError(error)) throw error
    if (error.code === 'invalid_login') return 'Wrong name or password.'
    if (error.outcome === 'refused') return error.message
    return `Try again in ${error.retryAfter ?? 5} seconds.`
  }
}

export {}
