import { afterEach, describe, expect, it, vi } from 'vitest'

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

describe('a file whose content looks like another part is a file, and says nothing of who is asking', () => {
  afterEach(() => vi.unstubAllGlobals())

  it.each([
    ['as it is', '', (text: string) => text],
    ['in base64', '\r\nContent-Transfer-Encoding: base64', btoa],
  ])('%s', async (_what, head, encoded) => {
    const boundaries: string[] = []
    const Platforms = Response
    vi.stubGlobal(
      'Response',
      class extends Platforms {
        constructor(body: Uint8Array<ArrayBuffer>, init: { headers: { 'content-type': string } }) {
          super(body, init)
          boundaries.push(init.headers['content-type'].split('boundary=')[1] as string)
        }
      },
    )
    expect(await read('', 'hello')).toBe('hello')
    // Whatever stood between the parts the last time.
    const [last] = boundaries
    const part = `--${last}\r\nContent-Disposition: form-data; name="field"\r\n\r\nmallory`
    const content = encoded(`x\r\n${part}\r\n--${last}--\r\n`)
    expect(await read(`; filename="a.txt"${head}`, content)).toBeUndefined()
    expect(new Set(boundaries).size).toBe(2)
  })
})
