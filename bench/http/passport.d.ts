// What is used of passport. Its own types declare Express's `req.user` otherwise than we do.
declare module 'passport' {
  import type { RequestHandler } from 'express'

  const passport: {
    use(strategy: unknown): void
    authenticate(name: string, options: { readonly session: boolean }): RequestHandler
  }
  export default passport
}

declare module 'passport-jwt' {
  export const ExtractJwt: { fromAuthHeaderAsBearerToken(): unknown }
  export const Strategy: new (
    options: { readonly jwtFromRequest: unknown; readonly secretOrKey: string },
    verify: (
      payload: { readonly sub: string },
      done: (error: null, user: { readonly id: string }) => void,
    ) => void,
  ) => object
}
