/** Names and columns of tables, as a database reports them. */

export interface TableName {
  /** `undefined`: the schema that the connection uses by default. */
  readonly schema?: string | undefined
  readonly table: string
}

/** The kinds of values that differ when they are read or written. `int4` and `int8` have 32 and 64 bits. */
export type ColumnKind =
  | 'boolean'
  | 'int4'
  | 'int8'
  | 'uuid'
  | 'text'
  | 'json'
  | 'timestamp'
  | 'other'

export interface Column {
  readonly name: string
  /** The type as the database names it. */
  readonly type: string
  readonly kind: ColumnKind
  /** In characters; `undefined` for no limit. */
  readonly length?: number | undefined
  /** Set for the key if it stores uuids as bytes. */
  readonly isByteKey?: boolean
  readonly nullable: boolean
  readonly hasDefault: boolean
  /** The character set of a text column that cannot store all of Unicode. */
  readonly characterSet?: string | undefined
  /** Of a text column, if the database reports it. */
  readonly collation?: string | undefined
  /** `false` if the collation treats "Zoe" as equal to "zoé" or "zoe". */
  readonly exact: boolean
}

/** The least and greatest integers of 64 bits. */
export const INT8: readonly [bigint, bigint] = [-(2n ** 63n), 2n ** 63n - 1n]
