export { mysqlStore } from './mysql-store.js'
export type { MysqlStoreOptions } from './mysql-store.js'
export type { MysqlCallbackPool, MysqlConnection, MysqlPool, MysqlQuery } from './driver.js'
export type * from '../sql/index.js'
