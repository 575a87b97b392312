import { isRefusedError, type TokenApi } from 'tokenapi'

export async function signIn(api: TokenApi, username: string, password: string, address: string) {
  try {
    return await api.login(username, password, { address })
  } catch (error) {
    if (isRefusedError(error) && error.code === 'too_many_attempts') {
      return { retryAfterSeconds: error.retryAfter }
    }
    throw error
  }
}

export {}
