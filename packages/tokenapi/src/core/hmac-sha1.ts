import { createHash } from 'node:crypto'

import { BLOCK, PADDING, type State, absorb, compress, initialState } from './sha1.js'

/** Length of a digest, in bytes and in words. */
const DIGEST = 20
const WORDS = 5
/** A message up to this length, in bytes, is laid out in a buffer that is kept. */
const SHORT = 1_024
/** Text up to this length, mostly digits, is written faster from here than by the runtime. */
const TINY = 20

/** A MAC over three texts, one after the other: five words, which the next call overwrites. */
export type Mac = (head: string, body: string, tail: string) => Readonly<State>

const kept = Buffer.alloc(SHORT + PADDING)
const digest = Buffer.alloc(DIGEST + PADDING)
const state = initialState()

/**
 * HMAC-SHA-1 (RFC 2104) under one key. What the padded keys come to is computed once, so a call costs
 * three blocks for a usual token, less than two calls of the runtime's own hash (`npm run bench`).
 */
export function hmacSha1(key: Uint8Array): Mac {
  const inner = startOf(key, 0x36)
  const outer = startOf(key, 0x5c)
  return (head, body, tail) => {
    state.set(inner)
    // UTF-8 takes up to three bytes for each UTF-16 unit.
    if ((head.length + body.length + tail.length) * 3 <= SHORT) {
      absorb(state, kept, put(tail, put(body, put(head, 0))), BLOCK)
    } else {
      const message = Buffer.from(head + body + tail)
      absorb(state, Buffer.concat([message, Buffer.alloc(PADDING)]), message.length, BLOCK)
    }
    for (let i = 0; i < WORDS; i++) digest.writeInt32BE(state[i] as number, i * 4)
    state.set(outer)
    absorb(state, digest, DIGEST, BLOCK)
    return state
  }
}

/** The state after the key's block, each of its bytes combined with `pad`. */
function startOf(key: Uint8Array, pad: number): State {
  const block = Buffer.alloc(BLOCK)
  block.set(key.length > BLOCK ? createHash('sha1').update(key).digest() : key)
  const start = initialState()
  compress(
    start,
    block.map((byte) => byte ^ pad),
    0,
  )
  return start
}

/** Writes text into the kept buffer as UTF-8 and gives where it ends. */
function put(text: string, at: number): number {
  if (text.length > TINY) return at + kept.write(text, at)
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 0x7f) return at + kept.write(text, at)
    kept[at + i] = code
  }
  return at + text.length
}
