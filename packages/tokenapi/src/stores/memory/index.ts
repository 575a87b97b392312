export { memoryStore } from './memory-store.js'
export type { MemoryStore, MemoryStoreOptions, MemoryUser } from './memory-store.js'
