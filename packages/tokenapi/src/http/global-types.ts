/**
 * Empty, for you to fill: with `ownUser: true` frameworks' requests have no `user` of our type, as where an
 * application declares one itself. Handlers wrapped by a guard have the library's type in any case.
 *
 * @example
 * declare module 'tokenapi' {
 *   interface GlobalTypes { ownUser: true }
 * }
 */
// oxlint-disable-next-line typescript/no-empty-interface -- it is for others to fill
export interface GlobalTypes {}

/** `U`, or `unknown` where the application declares `user` itself. */
export type GlobalUser<U> = GlobalTypes extends { readonly ownUser: true } ? unknown : U
