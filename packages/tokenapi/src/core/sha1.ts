/**
 * SHA-1 (RFC 3174) block by block, so that the work for a fixed beginning is done once: what no
 * runtime's own hash function offers. For the original's tokens alone; nothing new is built on it.
 */

/** Length of a block, in bytes. */
export const BLOCK = 64
/** Bytes that `absorb` may write behind a message to pad it. */
export const PADDING = 72

/** The five words of a state. */
export type State = Int32Array

export function initialState(): State {
  return Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0)
}

/**
 * Takes the last `length` bytes of a message into the state and ends it; `before` bytes were taken
 * already. `bytes` has room for the padding behind them, which is written there.
 */
export function absorb(state: State, bytes: Uint8Array, length: number, before: number): void {
  const end = (length + 8 + BLOCK) & ~(BLOCK - 1)
  bytes[length] = 0x80
  bytes.fill(0, length + 1, end - 4)
  const bits = (before + length) * 8
  for (let i = 1; i <= 4; i++) bytes[end - i] = bits >>> (8 * (i - 1))
  for (let at = 0; at < end; at += BLOCK) compress(state, bytes, at)
}

const words = new Int32Array(80)

/** Takes one block into the state. RFC 3174 §6.1. */
export function compress(state: State, bytes: Uint8Array, at: number): void {
  const w = words
  for (let i = 0, j = at; i < 16; i++, j += 4) {
    w[i] =
      (byte(bytes, j) << 24) |
      (byte(bytes, j + 1) << 16) |
      (byte(bytes, j + 2) << 8) |
      byte(bytes, j + 3)
  }
  for (let i = 16; i < 80; i++) {
    const mixed = word(w, i - 3) ^ word(w, i - 8) ^ word(w, i - 14) ^ word(w, i - 16)
    w[i] = (mixed << 1) | (mixed >>> 31)
  }
  let a = word(state, 0)
  let b = word(state, 1)
  let c = word(state, 2)
  let d = word(state, 3)
  let e = word(state, 4)
  // Four loops, and rotations in place: one loop that asks for its round takes half as long again.
  for (let i = 0; i < 20; i++) {
    const next = (((a << 5) | (a >>> 27)) + ((b & c) | (~b & d)) + e + 0x5a827999 + word(w, i)) | 0
    e = d
    d = c
    c = (b << 30) | (b >>> 2)
    b = a
    a = next
  }
  for (let i = 20; i < 40; i++) {
    const next = (((a << 5) | (a >>> 27)) + (b ^ c ^ d) + e + 0x6ed9eba1 + word(w, i)) | 0
    e = d
    d = c
    c = (b << 30) | (b >>> 2)
    b = a
    a = next
  }
  for (let i = 40; i < 60; i++) {
    const next =
      (((a << 5) | (a >>> 27)) + ((b & c) | (b & d) | (c & d)) + e + 0x8f1bbcdc + word(w, i)) | 0
    e = d
    d = c
    c = (b << 30) | (b >>> 2)
    b = a
    a = next
  }
  for (let i = 60; i < 80; i++) {
    const next = (((a << 5) | (a >>> 27)) + (b ^ c ^ d) + e + 0xca62c1d6 + word(w, i)) | 0
    e = d
    d = c
    c = (b << 30) | (b >>> 2)
    b = a
    a = next
  }
  state[0] = word(state, 0) + a
  state[1] = word(state, 1) + b
  state[2] = word(state, 2) + c
  state[3] = word(state, 3) + d
  state[4] = word(state, 4) + e
}

// Inside the bounds by the loops above.
function word(array: Int32Array, i: number): number {
  return array[i] as number
}

function byte(array: Uint8Array, i: number): number {
  return array[i] as number
}
