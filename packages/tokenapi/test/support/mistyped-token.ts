/** `token` with another last character: always another token, whatever the token ends with. */
export const mistypedToken = (token: string): string =>
  `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`
