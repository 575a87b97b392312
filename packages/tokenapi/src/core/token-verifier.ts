import { readAccessToken } from './access-token.js'
import { type AccessVerifierOptions, createAccessVerifier } from './access-verifier.js'
import { type ClassicVerifierOptions, createClassicVerifier } from './classic-verifier.js'
import type { VerifyToken } from './verify-token.js'

export interface VerifierOptions<A> extends ClassicVerifierOptions<A> {
  /** `undefined` where access tokens are off. */
  readonly access: AccessVerifierOptions | undefined
}

/** Chooses by the form of the token: the token itself never names an algorithm. */
export function createTokenVerifier<A>(options: VerifierOptions<A>): VerifyToken<A> {
  const { access, store, publish } = options
  const verifyClassic = createClassicVerifier(options)
  if (access === undefined) return verifyClassic
  const { prefixes } = access.settings
  const verifyAccess = createAccessVerifier({ ...access, idType: store.idType, publish })
  return (credentials, request, client) => {
    const digest = readAccessToken(credentials.token, prefixes)
    return digest === undefined
      ? verifyClassic(credentials, request)
      : verifyAccess({ ...credentials, digest }, request, client)
  }
}
