export { storeContract } from './store-contract.js'
export type { StoreContractOptions } from './store-contract.js'
export type { ContractCase, TestedStore } from './contract-case.js'
export type { IdType } from './people.js'
