/** Which passwords an administrator may set: NIST SP 800-63B-4, section 3.1.1.2. */
import { Problem } from './problem.js'

/** A password alone; there is no second factor here. */
const LEAST_CHARACTERS = 15
/** Of the original and Django. */
const MOST_BYTES = 4_096

/** Throws a `Problem` for a password that is too short, too long, or easy to guess. No rules about kinds of characters. */
export async function checkNewPassword(password: string, username: string): Promise<void> {
  const characters = [...password].length
  if (characters < LEAST_CHARACTERS) {
    throw weak(`The password must have ${LEAST_CHARACTERS} characters or more.`)
  }
  if (Buffer.byteLength(password) > MOST_BYTES) {
    throw weak(`The password must have at most ${MOST_BYTES} bytes.`)
  }
  if (password.includes('\0')) throw weak('The password must not contain NUL.')
  const folded = password.toLowerCase()
  if (username.length >= 4 && folded.replaceAll(username.toLowerCase(), '').length < 8) {
    throw weak('The password is hardly more than the user name.')
  }
  if (new Set(folded).size < 5) throw weak('The password repeats a few characters.')
  const { COMMON_PASSWORDS } = await import('./common-passwords.js')
  if (isMadeOf(folded, COMMON_PASSWORDS))
    throw weak('The password is a well-known one, or several in a row.')
}

function weak(detail: string): Problem {
  return new Problem('invalid_request', detail)
}

/** Whether a text is well-known words in a row: "password12345678". */
function isMadeOf(text: string, words: ReadonlySet<string>): boolean {
  const longest = Math.max(...[...words].map((word) => word.length))
  const reached = new Set([0])
  for (let start = 0; start < text.length; start++) {
    if (!reached.has(start)) continue
    for (let end = start + 3; end <= Math.min(text.length, start + longest); end++) {
      if (words.has(text.slice(start, end))) reached.add(end)
    }
  }
  return reached.has(text.length)
}
