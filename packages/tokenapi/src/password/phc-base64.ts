/** Base64 without padding, as in PHC strings and Django's argon2 format. */
export function unpaddedBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '')
}
