export { tokenStoreOver } from './token-store-over.js'
export type { FoundRow, TokenRow } from './token-row.js'
export type { TicketTable, TokenQuery, TokenRows, TokenTable } from './token-table.js'
