/** What workerd brings, as far as it is used here. */
declare module 'cloudflare:workers' {
  export const env: Readonly<Record<string, unknown>>
}
declare module 'cloudflare:node' {
  export function httpServerHandler(options: { readonly port: number }): object
}
