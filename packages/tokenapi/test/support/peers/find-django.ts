/** Which Pythons of this machine have a Django that tests can use, and what it can do. */
import { homedir } from 'node:os'
import { join } from 'node:path'

import { type Django, type DjangoName, recordDjangos } from '../django.ts'
import { type DjangoPeer, djangoPeer } from '../django-project.ts'
import type { Missing } from './peers.ts'

interface Features {
  readonly version: string
  readonly algorithms: readonly string[]
  /** By hasher or database backend: why it does not work. */
  readonly problems: Readonly<Record<string, string>>
}
interface Candidate extends Features {
  readonly python: string
}

/** Where install-django.sh puts it. */
const DJANGO_5 = join(homedir(), '.cache/tokenapi/django-5.2/bin/python')
const NEEDED = ['pbkdf2_sha256', 'pbkdf2_sha1', 'argon2', 'bcrypt_sha256', 'bcrypt', 'md5']
const OLDEST = [3, 2]

/** Records what there is, and says why the rest is missing. */
export async function findDjangos(): Promise<Missing> {
  const named = process.env['TOKENAPI_PYTHON'] || undefined
  const pythons = [...(named === undefined ? [] : [named]), '/usr/bin/python3', 'python3']
  const [system, five] = await Promise.all([best(pythons), best([DJANGO_5])])
  const djangos: Partial<Record<DjangoName, Django>> = {}
  const missing: Missing = {}
  for (const [name, found] of [
    ['Django', system],
    ['Django 5.2', five],
  ] as const) {
    const reason = typeof found === 'string' ? found : shortcoming(found)
    if (typeof found !== 'string') djangos[name] = found
    for (const [label, backend] of [
      [name, undefined],
      [`${name} over PostgreSQL`, 'postgresql'],
      [`${name} over MySQL`, 'mysql'],
    ] as const) {
      const why =
        reason ??
        (backend === undefined || typeof found === 'string' ? undefined : found.problems[backend])
      if (why !== undefined) missing[label] = why
    }
  }
  recordDjangos(djangos)
  return missing
}

/** The one that can do most; the first of equals. Or why there is none. */
async function best(pythons: readonly string[]): Promise<Candidate | string> {
  const probed = await Promise.all(pythons.map(probe))
  const found = probed.filter((one): one is Candidate => typeof one !== 'string')
  const count = ({ problems }: Candidate): number => Object.keys(problems).length
  const [first] = found.toSorted((a, b) => count(a) - count(b))
  return first ?? (probed[0] as string)
}

async function probe(python: string): Promise<Candidate | string> {
  let django: DjangoPeer | undefined
  try {
    django = await djangoPeer({ database: ':memory:', secretKey: 'x' }, python)
    return { python, ...((await django.call('features')) as Features) }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return code === 'ENOENT' ? 'not installed' : (message.trim().split('\n').at(-1) ?? message)
  } finally {
    await django?.close()
  }
}

function shortcoming({ version, algorithms, problems }: Candidate): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major < (OLDEST[0] ?? 0) || (major === OLDEST[0] && minor < (OLDEST[1] ?? 0))) {
    return `version ${version}; the tests need ${OLDEST.join('.')} or newer`
  }
  const lacking = NEEDED.find((name) => !algorithms.includes(name))
  return lacking === undefined
    ? undefined
    : `${lacking}: ${problems[lacking] ?? 'this version of Django does not have it'}`
}
