// What is used of passport-jwt.
declare module 'passport-jwt' {
  export const ExtractJwt: { fromAuthHeaderAsBearerToken(): unknown }
  export const Strategy: new (
    options: { readonly jwtFromRequest: unknown; readonly secretOrKey: string },
    verify: (
      payload: { readonly sub: string },
      done: (error: null, user: { readonly id: string }) => void,
    ) => void,
  ) => import('passport').Strategy
}
