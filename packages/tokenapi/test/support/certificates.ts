/** Certificates as openssl makes them: an authority, and servers that it vouches for. */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Certificate {
  readonly cert: string
  readonly key: string
}

export interface Authority {
  /** Its own certificate. */
  readonly ca: string
  /** A certificate for these names (`DNS:localhost`, `IP:127.0.0.1`), in files. */
  issue(names: readonly string[]): Certificate
}

const openssl = (...args: string[]): unknown => execFileSync('openssl', args, { stdio: 'pipe' })
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']

/** An authority that nobody trusts who is not told to. */
export function createAuthority(): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'tokenapi-tls-'))
  // Servers run as other users than the tests.
  chmodSync(folder, 0o755)
  const path = (name: string): string => join(folder, name)
  const [ca, caKey] = [path('ca.crt'), path('ca.key')]
  openssl(
    'req',
    '-x509',
    ...NEW_KEY,
    '-keyout',
    caKey,
    '-out',
    ca,
    '-days',
    '2',
    '-subj',
    '/CN=tokenapi test authority',
  )
  let issued = 0
  return {
    ca,
    issue(names) {
      const base = `server-${issued++}`
      const [cert, key, request, extensions] = ['crt', 'key', 'csr', 'ext'].map((end) =>
        path(`${base}.${end}`),
      ) as [string, string, string, string]
      writeFileSync(extensions, `subjectAltName=${names.join(',')}\n`)
      openssl(
        'req',
        ...NEW_KEY,
        '-keyout',
        key,
        '-out',
        request,
        '-subj',
        '/CN=tokenapi test server',
      )
      openssl(
        'x509',
        '-req',
        '-in',
        request,
        '-CA',
        ca,
        '-CAkey',
        caKey,
        '-CAcreateserial',
        '-out',
        cert,
        '-days',
        '2',
        '-extfile',
        extensions,
      )
      return { cert, key }
    },
  }
}
