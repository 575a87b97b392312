import { randomInt } from 'node:crypto'

import { type Failures, NO_FAILURES } from './failure-rate.js'

/** The failures of keys that a full table has no room for. */
export interface Spill {
  add(key: string, failures: Failures): void
  /** No less than what was added for the key. */
  find(key: string): Failures
}

const CELLS = 2 ** 16
const MOST_IN_A_ROW = 255

/**
 * Keys share cells, and a cell remembers the most of all that was added to it. So a flood of keys that failed
 * once never makes a cell more than one failure, and a key that failed often is never forgotten.
 */
export function createSpill(): Spill {
  // Made at first use: a Worker has no random numbers while its module loads.
  let cells: Cells | undefined

  return {
    add(key, { arrival, row }) {
      cells ??= newCells()
      const cell = cellOf(key, cells.seed)
      cells.arrival[cell] = Math.max(cells.arrival[cell] as number, arrival)
      cells.row[cell] = Math.max(cells.row[cell] as number, Math.min(row, MOST_IN_A_ROW))
    },
    find(key) {
      if (cells === undefined) return NO_FAILURES
      const cell = cellOf(key, cells.seed)
      const arrival = cells.arrival[cell] as number
      return arrival === 0 ? NO_FAILURES : { arrival, row: cells.row[cell] as number }
    },
  }
}

interface Cells {
  /** Unknown to others, so that they cannot choose names that share the cell of a certain account. */
  readonly seed: number
  readonly arrival: Float64Array
  readonly row: Uint8Array
}

function newCells(): Cells {
  return {
    seed: randomInt(2 ** 32),
    arrival: new Float64Array(CELLS),
    row: new Uint8Array(CELLS),
  }
}

/** FNV-1a with a seed, and the last mixing of MurmurHash3: spreads keys evenly. Nothing secret depends on it. */
function cellOf(key: string, seed: number): number {
  let hash = seed
  for (let i = 0; i < key.length; i++) {
    hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return ((hash ^ (hash >>> 13)) >>> 0) % CELLS
}
