/** Bytes and Latin-1 text: each byte one character. `TextDecoder` knows windows-1252 alone. */

export function latin1TextOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

export function latin1BytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'latin1')
}

/** One array of all chunks, whose lengths add up to `length`. */
export function concat(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}
