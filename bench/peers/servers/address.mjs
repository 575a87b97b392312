// @ts-check
/** Where a server listens. */
export const HOST = '127.0.0.1'
export const PORT = Number(process.env['PORT'])
