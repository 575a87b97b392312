// @ts-check
/** Requests as load.lua and the checks read them: method, path, header, body, with tabs between. */

/** @param {string} header */
export function guardedRequest(header) {
  return ['GET', '/index.json', header, ''].join('\t')
}

/**
 * @param {string} path
 * @param {Record<string, string>} fields
 */
export function jsonRequest(path, fields) {
  return ['POST', path, 'Content-Type: application/json', JSON.stringify(fields)].join('\t')
}
