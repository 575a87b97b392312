/** A password or a token from a person, without echo, or from a program, on standard input. */
import { SettingError } from './config/setting-error.js'

const MAX_BYTES = 131_072

/** Asks on a terminal; else takes the first line of standard input. Throws where there is none. */
export async function readSecretLine(
  question: string,
  { twice = false }: { readonly twice?: boolean } = {},
): Promise<string> {
  const line = process.stdin.isTTY ? await ask(question, twice) : await firstLine()
  if (line === '') throw new SettingError(`nothing was given for: ${question}`)
  return line
}

/** NIST 800-63B asks for no less, and for no rule about which characters. */
const LEAST_CHARACTERS = 8

/** A password to be set, asked for twice on a terminal. Throws where it is shorter than 8 characters. */
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
  const second = await password({ message: `${question}, once more`, output: process.stderr })
  if (isCancel(second)) throw new SettingError('cancelled')
  if (first !== second) throw new SettingError('the two passwords differ: nothing was changed')
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
  return textOf(bytes.subarray(0, end < 0 ? undefined : end)).replace(/\r$/, '')
}

/** Bytes of another encoding would be another password, which nobody could type. */
function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new SettingError('the line on standard input is not UTF-8')
  }
}
