/** Base64 without padding, as PHC strings and Django's argon2 have it. */
export function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '')
}
