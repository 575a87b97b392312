/** What creates missing tables, for operators of a server and for programs over the library. */
export const MIGRATE =
  'run `tokenapi migrate` (in a program: `await sqlAdmin(store).migrate()` of `tokenapi/admin`)'
