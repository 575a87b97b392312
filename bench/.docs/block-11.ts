import { isRefusedError, isUnavailableError, createTokenApi } from 'tokenapi'
import { memoryStore } from 'tokenapi/memory'

const api = createTokenApi({ secretKey: process.env['SECRET_KEY'], store: memoryStore() })

export async function whoIs(request: Request): Promise<string> {
  try {
    return (await api.authenticate(request)).user.username
  } catch (error) {
    if (isRefusedError(error)) return `refused: ${error.code} (${error.status})`
    if (isUnavailableError(error)) return `try again in ${error.retryAfter} seconds`
    throw error
  }
}

export {}
