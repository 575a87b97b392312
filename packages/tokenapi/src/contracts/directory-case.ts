import type { NewUser, UserDirectory } from '../core/store.js'
import type { ContractCase, TestedStore } from './contract-case.js'

/** A tested store with a `UserDirectory`. */
export type Directory = TestedStore & { readonly users: UserDirectory }

/** Makes a case as `CaseOver` does, over a store with a `UserDirectory`. */
export type DirectoryCase = (
  name: string,
  users: readonly NewUser[],
  work: (store: Directory) => Promise<void>,
) => ContractCase
