import type { Session } from './session/sessions.js'

/** The types of Hono's context on the admin page. */
export interface PageEnv {
  readonly Variables: {
    /** `undefined` before sign-in, which pages behind it never see. */
    readonly session: Session
  }
}
