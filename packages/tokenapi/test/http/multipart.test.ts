import { describe, expect, it } from 'vitest'

import { readMultipart } from '../../src/http/multipart.ts'

const read = async (head: string, content: string): Promise<string | undefined> => {
  const text = `--b\r\nContent-Disposition: form-data; name="field"${head}\r\n\r\n${content}\r\n--b--\r\n`
  const bytes = new TextEncoder().encode(text)
  const fields = await readMultipart(bytes, 'multipart/form-data; boundary=b', { fields: 10 })
  return fields.get('field')
}

describe('a transfer encoding is read as the original does, whatever the platform makes of it', () => {
  it.each([
    ['none', '', 'aGk=', 'aGk='],
    ['base64', '\r\nContent-Transfer-Encoding: base64', 'aMOp', 'hé'],
    ['base64 in lines', '\r\ncontent-transfer-encoding:base64 ', 'aGVs\r\nbG8=', 'hello'],
    ['what is no base64', '\r\nContent-Transfer-Encoding: base64', 'aGVsb', 'aGVsb'],
    ['its value in lower case alone', '\r\nContent-Transfer-Encoding: BASE64', 'aGk=', 'aGk='],
    ['quoted-printable', '\r\nContent-Transfer-Encoding: quoted-printable', 'a=3Db', 'a=3Db'],
    ['8bit, as some clients say', '\r\nContent-Transfer-Encoding: 8bit', 'hé', 'hé'],
    ['named in the content alone', '', '\r\nContent-Transfer-Encoding: base64', undefined],
  ])('%s', async (_what, head, content, value) => {
    expect(await read(head, content)).toBe(value ?? content)
  })
})
