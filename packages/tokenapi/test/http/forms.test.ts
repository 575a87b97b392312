/** How forms and JSON are read, down to the byte, and where reading stops. */
import { describe, expect, it } from 'vitest'

import type { RefusedError } from '../../src/index.ts'
import { decodeUtf8, decoderFor } from '../../src/http/body/charset.ts'
import { readMultipart } from '../../src/http/body/multipart.ts'
import { parseJson } from '../../src/http/body/parse-json.ts'
import { parameterOf } from '../../src/http/credentials/parameters.ts'
import { readQuery, readUrlEncoded } from '../../src/http/body/url-encoded.ts'

const limits = { fields: 5 }
const FORM = 'application/x-www-form-urlencoded'
const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1')
const formOf = (body: string, charset: string): ReturnType<typeof readUrlEncoded> =>
  readUrlEncoded(latin1(body), limits, decoderFor(`${FORM}; charset=${charset}`))

describe('a URL-encoded form', () => {
  it.each([
    ['a=1&a=2', '2'],
    ['a', ''],
    ['a=', ''],
    ['a=b=c', 'b=c'],
    ['a=+%2B+', ' + '],
    ['a=%', '%'],
    ['a=%4', '%4'],
    ['a=%4g%g4', '%4g%g4'],
    ['a=%E2%98%83', '☃'],
    ['a=%EF%BB%BFx', '\ufeffx'],
    ['a=%ff', '\ufffd'],
    ['%61=1', '1'],
    ['?a=1', undefined],
    ['&&a=1', '1'],
    ['a;b=1', undefined],
    ['', undefined],
    ['__proto__=1', undefined],
  ])('%s', (body, value) => {
    expect(readUrlEncoded(latin1(body), limits, decodeUtf8).get('a')).toBe(value)
    expect(readQuery(body, limits).get('a')).toBe(value)
  })
  it('of raw bytes that are no UTF-8 is Latin-1, as the original takes it; escapes are UTF-8', () => {
    expect(readUrlEncoded(latin1('a=zo\xe9'), limits, decodeUtf8).get('a')).toBe('zoé')
    expect(readUrlEncoded(latin1('a=\xe9%C3%A9'), limits, decodeUtf8).get('a')).toBe('éé')
    expect(readUrlEncoded(latin1('a=\xc3\xa9'), limits, decodeUtf8).get('a')).toBe('é')
  })
  it('a query keeps what stands in it unescaped', () => {
    expect(readQuery('a=zoé☃', limits).get('a')).toBe('zoé☃')
  })
})

describe('a form is decoded by the charset that it declares', () => {
  it.each([
    ['utf-8', 'a=%C3%A9', 'é'],
    ['"UTF-8"', 'a=%C3%A9', 'é'],
    ['iso-8859-1', 'a=%E9\xe9', 'éé'],
    ['latin-1', 'a=%80', '\x80'],
    ['windows-1252', 'a=%80\x80', '€€'],
    ['iso-8859-15', 'a=%A4', '€'],
    ['koi8-r', 'a=%D6\xd6', 'жж'],
    ['windows-1251', 'a=%E6', 'ж'],
    ['shift_jis', 'a=%82%A0\x82\xa0', 'ああ'],
    ['SJIS', 'a=%82%A0', 'あ'],
    ['euc-jp', 'a=%A4%A2', 'あ'],
    ['iso-2022-jp', 'a=%1B%24B%24%22%1B%28B', 'あ'],
    ['gbk', 'a=%B0%A1', '啊'],
    ['big5', 'a=%B0%DA', '啊'],
    ['euc-kr', 'a=%B0%A1', '가'],
    ['what none knows', 'a=%C3%A9', 'é'],
    ['iso-2022-kr', 'a=%C3%A9', 'é'],
    ['klingon-8', 'a=%C3%A9', 'é'],
  ])('%s', (charset, body, value) => expect(formOf(body, charset).get('a')).toBe(value))

  it('what is no text in it is never an error, and never long in the making', () => {
    expect(formOf('a=%ff%ff', 'shift_jis').get('a')).toBe('ÿÿ')
  })
  it('fields of a multipart form as well', () => {
    const type = 'multipart/form-data; charset=koi8-r; boundary=b'
    const body = latin1('--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xd6\r\n--b--')
    expect(readMultipart(body, type, limits, decoderFor(type)).get('a')).toBe('ж')
  })
})

describe('a multipart form', () => {
  const read = (body: string, boundary = 'b', most = limits): string | undefined =>
    readMultipart(
      Buffer.from(body),
      `multipart/form-data; boundary=${boundary}`,
      most,
      decodeUtf8,
    ).get('a')
  const part = (head: string, content = 'x'): string => `--b\r\n${head}\r\n\r\n${content}\r\n`
  const field = 'Content-Disposition: form-data; name=a'

  it.each([
    ['a name without quotes', part(field), 'x'],
    ['blanks around', part('content-disposition:form-data ;  name = "a" '), 'x'],
    ['the last of a name', part(field, '1') + part(field, '2'), '2'],
    ['a file', part(`${field}; filename="f"`), undefined],
    ['a file by its other name', part(`${field}; filename*=utf-8''f`), undefined],
    ['a file name that is empty', part(`${field}; filename=""`), 'x'],
    [
      'a name in the name of a file',
      part('Content-Disposition: x; filename="; name=a"'),
      undefined,
    ],
    ['an escaped quote', part('Content-Disposition: x; filename="\\"; name=a; "'), undefined],
    ['another name that holds it', part('Content-Disposition: form-data; name=aa'), undefined],
    ['its last header of a name', part(`Content-Disposition: x; name=b\r\n${field}`), 'x'],
    ['no header', '--b\r\n\r\nx\r\n--b--', undefined],
    ['text before the first boundary', `text\r\n${part(field)}`, 'x'],
    ['text behind the last one', `--b--\r\n${part(field)}`, undefined],
    ['no last boundary', `--b\r\n${field}\r\n\r\nx\r\n--c`, 'x\r\n--c--b--'],
    ['line ends of another kind', part(field).replaceAll('\r', ''), undefined],
    ['an empty value', part(field, ''), ''],
    ['no part at all', 'x', undefined],
  ])('%s', (_what, body, value) => expect(read(`${body}--b--`)).toBe(value))

  it.each([
    ['no boundary', '', 'x'],
    ['one that cannot be', 'é', 'x'],
    ['a part with thousands of headers', 'b', part('x: y\r\n'.repeat(1_000))],
    ['too many parts', 'b', part(field).repeat(6)],
  ])('%s is refused', (_what, boundary, body) => {
    expect(() => read(body, boundary)).toThrow(
      expect.objectContaining<Partial<RefusedError>>({ code: 'invalid_request' }),
    )
  })
  it('as many parts as there may be fields are read', () => {
    expect(read(`${part(field).repeat(5)}--b--`)).toBe('x')
  })
})

describe('a parameter of a header field', () => {
  it.each([
    ['x; b=1', '1'],
    ['x;B=1', '1'],
    ['x; b = 1 ; c=2', '1'],
    ['x; b="1;2\\"\\\\3"', '1;2"\\3'],
    ['x; b=1; b=2', '2'],
    ['x; bb=1; ab=2', undefined],
    ['x; c="; b=1"', undefined],
    ['x; b="open', 'open'],
    ['x; b', undefined],
    ['b=1', undefined],
    ['', undefined],
    [`x; b=1; c=${'c'.repeat(10_000)}`, undefined],
  ])('%s', (field, value) => expect(parameterOf(field, 'b')).toBe(value))
})

describe('JSON', () => {
  const parse = (text: string): unknown => parseJson(Buffer.from(text), limits)
  it('may hold as many values as a form', () => {
    expect(parse('{"a":[1,2],"b":{"c":"[,{,\\",,,"}}')).toEqual({ a: [1, 2], b: { c: '[,{,",,,' } })
  })
  it.each([
    ['more values', '{"a":[1,2,3,4,5,6]}', 'There must not be more than 5 fields.'],
    ['deep nesting', '{"a":'.repeat(60_000), 'There must not be more than 5 fields.'],
    ['a list, of whatever length', ' [1,2,3,4,5,6]', 'The JSON body must be an object.'],
    ['a list, however deep', '['.repeat(60_000), 'The JSON body must be an object.'],
    ['no JSON', '{"a":', 'The body is not valid JSON.'],
    ['no JSON, in an open string', '"\\', 'The body is not valid JSON.'],
  ])('%s is refused', (_what, text, message) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'invalid_request', message }))
  })
  it('that is no UTF-8 is refused', () => {
    expect(() => parseJson(latin1('"\xff"'), limits)).toThrow('The body is not valid JSON.')
  })
})
