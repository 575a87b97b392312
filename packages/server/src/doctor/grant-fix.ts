import type { Inspection } from 'tokenapi/admin'

import { type Grants, type Kind, grantsFor } from './statements.js'

/** What gives our role a right that it lacks. */
export function grantFix(kind: Kind, inspection: Inspection, right: keyof Grants): string {
  return inspection.role === undefined
    ? 'let the user who runs the server write the file and its folder'
    : `let an administrator of the database run:\n${grantsFor(kind, inspection, inspection.role)[right]}`
}
