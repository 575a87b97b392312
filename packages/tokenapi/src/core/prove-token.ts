import { readAccessToken } from './access/access-token.js'
import { type AccessVerifierOptions, createAccessVerifier } from './access/access-verifier.js'
import { type ClassicVerifierOptions, createClassicVerifier } from './classic/classic-verifier.js'
import type { ProveToken } from './verify-token.js'

export interface ProverOptions<A> extends ClassicVerifierOptions<A> {
  /** `undefined` where access tokens are off. */
  readonly access: AccessVerifierOptions | undefined
}

/** Chooses by the form of the token: the token itself never names an algorithm. */
export function createTokenProver<A>(options: ProverOptions<A>): ProveToken<A> {
  const { access, store, toPublicUser } = options
  const proveClassic = createClassicVerifier(options)
  if (access === undefined) return proveClassic
  const { prefixes } = access.settings
  const proveAccess = createAccessVerifier({ ...access, idType: store.idType, toPublicUser })
  return (credentials, request) => {
    const digest = readAccessToken(credentials.token, prefixes)
    return digest === undefined
      ? proveClassic(credentials, request)
      : proveAccess({ ...credentials, digest }, request)
  }
}
