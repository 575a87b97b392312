import type { NewUser, UserStore, UserDirectory } from '../core/store.js'

/** One case of a contract, for any test runner. */
export interface ContractCase {
  readonly name: string
  /** Rejects with a sentence where the store does something else. */
  readonly run: () => Promise<void>
}

/** A store under test, with the optional parts that it has. */
export type TestedStore = UserStore & { readonly users?: UserDirectory | undefined }

/** Makes a case over a store of its own that holds exactly these users. */
export type CaseOver = (
  name: string,
  users: readonly NewUser[],
  work: (store: TestedStore) => Promise<void>,
) => ContractCase

export interface Opening {
  open(users: readonly NewUser[]): Promise<TestedStore>
  close?: ((store: TestedStore) => Promise<void>) | undefined
}

export function contractCases({ open, close }: Opening): CaseOver {
  return (name, users, work) => ({
    name,
    run: async () => {
      const store = await open(users)
      const end = async (): Promise<void> => {
        await store.close()
        await close?.(store)
      }
      try {
        await work(store)
      } catch (error) {
        // What the case found is the one to tell.
        await end().catch(() => undefined)
        throw error
      }
      await end()
    },
  })
}
