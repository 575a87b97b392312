/** Time of a failed login: an unknown name beside users with stored hashes of every format. */
import { createTokenApi } from 'tokenapi'
import { memoryStore } from 'tokenapi/memory'
import { type HashFormat, createPasswordHasher } from 'tokenapi/password'

const ROUNDS = 200
const ITERATIONS = 600_000

const BCRYPT = 'obDeS5tVrmPpJ/t98LV/s.wmoQgNRI9b0lSf01sJCTvp9wyMETuEa'
const ARGON2 = 'ZHpyelhmQUI2NTRYUUdQU0Vkbml2NQ$MSaNqJFaojgcVEYSoR5TzQ'
const DIGEST = '08s/cs0Y1ZQrY9287x/Q7qYsmxKO+eCMErnE7tJgSZI='

/** An unknown user, and hashes that cost less than a new one, or nothing. */
const USERS: Readonly<Record<string, string | undefined>> = {
  'unknown name': undefined,
  'pbkdf2_sha256, as new ones': `pbkdf2_sha256$${ITERATIONS}$salt$${DIGEST}`,
  'pbkdf2_sha256, 100,000 rounds': `pbkdf2_sha256$100000$salt$${DIGEST}`,
  'pbkdf2_sha1, 100,000 rounds': 'pbkdf2_sha1$100000$salt$hKrZ2gtM5MSbHmbeizj7JtfoeLI=',
  'argon2, 64 KiB': `argon2$argon2id$v=19$m=64,t=1,p=1$${ARGON2}`,
  'argon2, 19 MiB, 2 passes': `$argon2id$v=19$m=19456,t=2,p=1$${ARGON2}`,
  'bcrypt, cost 4': `bcrypt$$2b$04$${BCRYPT}`,
  'bcrypt, cost 10': `$2b$10$${BCRYPT}`,
  'scrypt, N = 2': `scrypt$2$salt$1$1$${DIGEST.repeat(2)}`,
  'scrypt, N = 2^14': `scrypt$16384$salt$8$1$${DIGEST.repeat(2)}`,
  'md5': 'md5$salt$0123456789abcdef0123456789abcdef',
  'crypt': 'crypt$$Wvd.YnrC71EQc',
  'unusable': '!',
}

export async function benchRefusals(): Promise<string> {
  const names = Object.keys(USERS)
  const allowedHashes: HashFormat[] = [
    'pbkdf2_sha256',
    'pbkdf2_sha1',
    'argon2',
    'bcrypt',
    'scrypt',
    'md5',
    'crypt',
  ]
  const api = createTokenApi({
    secretKey: 'a secret of the benchmark, as long as it should be',
    store: memoryStore(
      names.flatMap((username, id) => {
        const password = USERS[username]
        return password === undefined ? [] : [{ id, username, password }]
      }),
    ),
    loginThrottle: false,
    passwordHasher: createPasswordHasher({ iterations: ITERATIONS, allowedHashes }),
  })
  const times = new Map(names.map((name) => [name, [] as number[]]))
  for (let round = 0; round < ROUNDS; round++) {
    // Each is first equally often.
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round) % names.length] as string
      const started = performance.now()
      await api.login(name, 'wrong').catch(() => undefined)
      times.get(name)?.push(performance.now() - started)
    }
  }
  const unknown = median(times.get('unknown name') ?? [])
  const rows = names.map((name) => {
    const middle = median(times.get(name) ?? [])
    const share = ((middle - unknown) / unknown) * 100
    return `| ${name} | ${middle.toFixed(1)} ms | ${share >= 0 ? '+' : ''}${share.toFixed(1)} % |`
  })
  return `### Failed logins, ${ROUNDS} of each in turns, new hashes of ${ITERATIONS} rounds\n\n| the stored hash | median | difference to the unknown name |\n|---|---|---|\n${rows.join('\n')}\n`
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}
