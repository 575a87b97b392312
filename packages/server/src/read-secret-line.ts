/** A password or a token: typed without echo, or piped to standard input. */
import { SettingError } from './config/setting-error.js'

const MAX_BYTES = 131_072

/** Prompts on a terminal, else reads the first line of standard input. Throws if it is empty. */
export async function readSecretLine(
  question: string,
  { twice = false }: { readonly twice?: boolean } = {},
): Promise<string> {
  const line = process.stdin.isTTY ? await ask(question, twice) : await firstLine()
  if (line === '') throw new SettingError(`standard input is empty; expected: ${question}`)
  return line
}

/** The minimum of NIST 800-63B, which has no rules about kinds of characters. */
const LEAST_CHARACTERS = 8

/** A new password, typed twice on a terminal. Throws if it is shorter than 8 characters. */
export async function readNewPassword(question: string): Promise<string> {
  const password = await readSecretLine(question, { twice: true })
  if ([...password].length >= LEAST_CHARACTERS) return password
  throw new SettingError(`the password must have ${LEAST_CHARACTERS} characters or more`)
}

async function ask(question: string, twice: boolean): Promise<string> {
  const { isCancel, password } = await import('@clack/prompts')
  const first = await password({ message: question, output: process.stderr })
  if (isCancel(first)) throw new SettingError('cancelled')
  if (!twice) return first ?? ''
  const second = await password({ message: `${question} (again)`, output: process.stderr })
  if (isCancel(second)) throw new SettingError('cancelled')
  if (first !== second)
    throw new SettingError('the two passwords are different: nothing was changed')
  return first ?? ''
}

async function firstLine(): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of process.stdin) {
    const bytes = Buffer.from(chunk as Uint8Array)
    chunks.push(bytes)
    length += bytes.length
    if (bytes.includes(0x0a) || length > MAX_BYTES) break
  }
  const bytes = Buffer.concat(chunks)
  const end = bytes.indexOf(0x0a)
  if (end < 0 && length > MAX_BYTES) {
    throw new SettingError(`the line on standard input is longer than ${MAX_BYTES} bytes`)
  }
  return decodeUtf8(bytes.subarray(0, end < 0 ? undefined : end)).replace(/\r$/, '')
}

/** Text in another encoding would become a password that cannot be typed. */
function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new SettingError('the line on standard input is not UTF-8')
  }
}
