import fc from 'fast-check'
import { expect, it } from 'vitest'

import { digitsOfDigest, readDigits, sameDigits, writeDigits } from '../../src/core/mac-digits.ts'

const macs = fc.stringMatching(/^[0-9a-f]{20}$/)

it('digits are read and written as they were', () => {
  fc.assert(
    fc.property(macs, (mac) => {
      expect(writeDigits(readDigits(`7aq-${mac}`))).toBe(mac)
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
      expect(sameDigits(readDigits(mac), readDigits(mac))).toBe(true)
      expect(sameDigits(readDigits(mac), readDigits(changed))).toBe(false)
    }),
  )
})
