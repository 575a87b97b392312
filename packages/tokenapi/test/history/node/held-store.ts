import type { UserStore } from 'tokenapi'

/** A store that is slow, or fails, on command. */
export interface HeldStore {
  readonly store: UserStore
  /** From now on look-ups are made and their answers held back, or revocations are held back before they are made. */
  hold(what: 'reads' | 'writes'): void
  release(): void
  /** From now on look-ups fail. */
  fail(isFailing: boolean): void
  /** What is held back. */
  readonly held: number
}

export function heldStore(inner: UserStore): HeldStore {
  const gates = { reads: Promise.resolve(), writes: Promise.resolve() }
  let open = (): void => undefined
  let held = 0
  let isFailing = false

  const pass = async (gate: Promise<void>): Promise<void> => {
    held++
    await gate
    held--
  }
  const read = async <T>(ask: () => T | Promise<T>): Promise<T> => {
    if (isFailing) throw new Error('the database is down, on command')
    const answer = await ask()
    await pass(gates.reads)
    return answer
  }
  const { tokens } = inner
  return {
    store: {
      ...inner,
      findById: (id) => read(() => inner.findById(id)),
      tokens: tokens && {
        ...tokens,
        find: (digest) => read(() => tokens.find(digest)),
        revokeFamily: async (...given) => {
          await pass(gates.writes)
          return tokens.revokeFamily(...given)
        },
      },
    },
    hold: (what) => void (gates[what] = new Promise((resolve) => (open = resolve))),
    release: () => open(),
    fail: (failing) => void (isFailing = failing),
    get held() {
      return held
    },
  }
}
