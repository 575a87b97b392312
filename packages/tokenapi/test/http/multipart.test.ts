import { describe, expect, it } from 'vitest'

import { decodeUtf8 } from '../../src/http/body/charset.ts'
import { readMultipart } from '../../src/http/body/multipart.ts'

const read = (head: string, content: string): string | undefined => {
  const text = `--b\r\nContent-Disposition: form-data; name="field"${head}\r\n\r\n${content}\r\n--b--\r\n`
  const bytes = new TextEncoder().encode(text)
  const type = 'multipart/form-data; boundary=b'
  const fields = readMultipart(bytes, type, { fields: 10 }, decodeUtf8)
  return fields.get('field')
}

describe('a transfer encoding is read as the original does, whatever the platform makes of it', () => {
  it.each([
    ['none', '', 'aGk=', 'aGk='],
    ['base64', '\r\nContent-Transfer-Encoding: base64', 'aMOp', 'hé'],
    ['base64 in lines', '\r\ncontent-transfer-encoding:base64 ', 'aGVs\r\nbG8=', 'hello'],
    ['what is no base64', '\r\nContent-Transfer-Encoding: base64', 'aGVsb', 'aGVsb'],
    ['base64 in another case', '\r\nContent-Transfer-Encoding: BASE64', 'aGk=', 'hi'],
    ['quoted-printable', '\r\nContent-Transfer-Encoding: quoted-printable', 'a=3Db', 'a=3Db'],
    ['8bit, as some clients say', '\r\nContent-Transfer-Encoding: 8bit', 'hé', 'hé'],
    ['named in the content alone', '', '\r\nContent-Transfer-Encoding: base64', undefined],
  ])('%s', (_what, head, content, value) => {
    expect(read(head, content)).toBe(value ?? content)
  })
})

describe('a file whose content looks like another part is a file, and says nothing of who is asking', () => {
  const part = '--x\r\nContent-Disposition: form-data; name="field"\r\n\r\nmallory'
  it.each([
    ['as it is', '', part],
    ['in base64', '\r\nContent-Transfer-Encoding: base64', btoa(`\r\n${part}\r\n--b--\r\n`)],
  ])('%s', (_what, head, content) => {
    expect(read(`; filename="a.txt"${head}`, content)).toBeUndefined()
  })
})
