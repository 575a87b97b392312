/** Objects of which the n-th call goes wrong, whatever call it is: a driver's, or a store's. */

/** What happens instead of a call, or to what it gives. */
export type Failure = (call: () => unknown) => unknown

export interface Plan {
  /** How many calls there were since `fail`. */
  calls: number
  fail(at: number, failure: Failure): void
  /** Counts the call, and makes it unless it is the one that goes wrong. */
  make(call: () => unknown): unknown
}

export function failurePlan(): Plan {
  let turn = Infinity
  let failure: Failure = (call) => call()
  return {
    calls: 0,
    fail(at, how) {
      this.calls = 0
      turn = at
      failure = how
    },
    make(call) {
      return ++this.calls === turn ? failure(call) : call()
    },
  }
}

/** The object with these methods counted; `wrap` is for what they give. */
export function failing<T extends object>(
  target: T,
  plan: Plan,
  methods: readonly string[],
  wrap = (given: unknown): unknown => given,
): T {
  return new Proxy(target, {
    get(object, name) {
      const member: unknown = Reflect.get(object, name)
      if (typeof member !== 'function') return member
      const call = (args: readonly unknown[]): unknown => Reflect.apply(member, object, args)
      if (!methods.includes(String(name))) return (...args: unknown[]) => call(args)
      return (...args: unknown[]) => {
        const given = plan.make(() => call(args))
        return given instanceof Promise ? given.then(wrap) : wrap(given)
      }
    },
  })
}

const strange: readonly (readonly [string, unknown])[] = [
  ['an error', new Error('canary-of-an-error')],
  ['nothing', undefined],
  ['null', null],
  ['a text', 'no error at all'],
  ['what cannot be made a text', Object.create(null)],
  ['an error without a message', Object.assign(new Error(), { message: 7, code: {} })],
]
export const THROWN: readonly (readonly [string, Failure])[] = strange.map(([name, what]) => [
  `throws ${name}`,
  () => {
    throw what
  },
])
export const REJECTED: readonly (readonly [string, Failure])[] = strange.map(([name, what]) => [
  `rejects with ${name}`,
  () => Promise.reject(what),
])
export const HANGING: Failure = () => new Promise(() => undefined)

/** The call is made, and something else is given: as it is, or as a promise. */
export function gives(what: unknown): Failure {
  return (call) => {
    const given = call()
    return given instanceof Promise ? given.then(() => what) : what
  }
}
