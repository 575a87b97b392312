import { type ErrorKind, codeOf, messageOf } from './error-kind.js'

// The codes of node's errors: https://nodejs.org/api/tls.html#x509-certificate-error-codes
const CERTIFICATE_CODE =
  /^(?:CERT_|CRL_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_(?:GET|VERIFY|DECRYPT|DECODE)_|INVALID_(?:CA|PURPOSE)|PATH_LENGTH_|HOSTNAME_MISMATCH|ERR_TLS_CERT_|ERR_SSL_|ERR_OSSL_|EPROTO)/
/** `mysql2` puts a code of its own in place of node's. */
const CERTIFICATE_TEXT = /certificate|altnames|issuer|ssl routines|alert/i

/** Whether a TLS handshake failed for a reason that stays: the certificate, or its authority. */
export function tlsErrorKind(error: unknown): ErrorKind | undefined {
  const code = codeOf(error)
  if (CERTIFICATE_CODE.test(code)) return 'certificate'
  if (code !== 'HANDSHAKE_SSL_ERROR') return undefined
  return CERTIFICATE_TEXT.test(messageOf(error)) ? 'certificate' : 'broken'
}
