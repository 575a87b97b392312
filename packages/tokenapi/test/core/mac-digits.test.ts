import fc from 'fast-check'
import { expect, it } from 'vitest'

import {
  type MacDigits,
  digitsOfDigest,
  readDigits,
  sameDigits,
  writeDigits,
} from '../../src/core/mac-digits.ts'

const macs = fc.stringMatching(/^[0-9a-f]{20}$/)

function read(token: string): MacDigits {
  const digits = readDigits(token)
  if (digits === undefined) throw new TypeError(`${token} does not end in 20 digits`)
  return digits
}

it('whatever else a character is, it is no digit', () => {
  const mac = '0123456789abcdef0123'
  for (let code = 0; code <= 0xff_ff; code++) {
    const character = String.fromCharCode(code)
    const at = code % mac.length
    const changed = mac.slice(0, at) + character + mac.slice(at + 1)
    expect(readDigits(changed) !== undefined, `U+${code.toString(16)}`).toBe(
      /^[0-9a-f]$/.test(character),
    )
  }
})

it('digits are read and written as they were', () => {
  fc.assert(
    fc.property(macs, (mac) => {
      expect(writeDigits(read(`7aq-${mac}`))).toBe(mac)
    }),
  )
})

it('every second hex digit of a digest', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), (bytes) => {
      const digest = Buffer.from(bytes)
      const words = Array.from({ length: 5 }, (_, i) => digest.readInt32BE(4 * i))
      const hex = digest.toString('hex')
      expect(writeDigits(digitsOfDigest(words))).toBe(hex.replaceAll(/(.)./g, '$1'))
    }),
  )
})

it('one digit that differs, wherever, is a difference', () => {
  fc.assert(
    fc.property(macs, fc.nat(19), fc.integer({ min: 1, max: 15 }), (mac, at, by) => {
      const other = (Number.parseInt(mac.charAt(at), 16) ^ by).toString(16)
      const changed = mac.slice(0, at) + other + mac.slice(at + 1)
      expect(sameDigits(read(mac), read(mac))).toBe(true)
      expect(sameDigits(read(mac), read(changed))).toBe(false)
    }),
  )
})
