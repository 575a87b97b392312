/** The server runs on one processor core, and what loads it, with PostgreSQL, on another. */
export const SERVER_CORE = '0'
export const LOAD_CORE = '1'
