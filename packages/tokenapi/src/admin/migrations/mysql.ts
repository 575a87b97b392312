import { EVENTS } from '../../audit/event-table.js'
import { KEPT_TOKENS } from '../../stores/sql/kept-tokens.js'
import { LOGIN_COUNTS } from '../../stores/sql/login-counts.js'
import { TOKENS, TOKEN_LOCKS, USED_TICKETS } from '../../stores/sql/tokens/token-columns.js'
import { DJANGO_USERS } from '../../stores/user-table.js'
import { COUNTERS } from '../counters/counter-table.js'
import type { Migration } from './migration.js'

/** In the order in which they run. Only ever append: a released migration does not change. */
export const MIGRATIONS: readonly Migration[] = [
  {
    name: '0001_auth_user',
    makes: DJANGO_USERS.table,
    // The same columns as Django's table, so that Django can use it later. An existing table is kept.
    // A binary collation: the server's default one would treat names in another case as equal.
    statements: [
      `CREATE TABLE IF NOT EXISTS \`auth_user\` (
  \`id\` int NOT NULL PRIMARY KEY AUTO_INCREMENT,
  \`password\` varchar(128) NOT NULL,
  \`last_login\` datetime(6) NULL,
  \`is_superuser\` tinyint(1) NOT NULL,
  \`username\` varchar(150) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL UNIQUE,
  \`first_name\` varchar(150) NOT NULL,
  \`last_name\` varchar(150) NOT NULL,
  \`email\` varchar(254) NOT NULL,
  \`is_staff\` tinyint(1) NOT NULL,
  \`is_active\` tinyint(1) NOT NULL,
  \`date_joined\` datetime(6) NOT NULL
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4`,
    ],
  },
  {
    name: '0002_kept_tokens',
    makes: KEPT_TOKENS,
    statements: [
      `CREATE TABLE IF NOT EXISTS \`tokenapi_kept_tokens\` (
  \`digest\` char(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  \`bound_to\` char(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  \`last_day\` bigint NOT NULL,
  KEY \`tokenapi_kept_tokens_bound_to\` (\`bound_to\`),
  KEY \`tokenapi_kept_tokens_last_day\` (\`last_day\`)
) ENGINE=InnoDB`,
    ],
  },
  {
    name: '0003_login_counts',
    makes: LOGIN_COUNTS,
    statements: [
      `CREATE TABLE IF NOT EXISTS \`tokenapi_login_counts\` (
  \`digest\` char(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  \`points\` bigint NOT NULL,
  \`expires_at\` bigint NULL,
  KEY \`tokenapi_login_counts_expires_at\` (\`expires_at\`)
) ENGINE=InnoDB`,
    ],
  },
  {
    name: '0004_events',
    makes: EVENTS,
    // The collations compare byte by byte.
    statements: [
      `CREATE TABLE IF NOT EXISTS \`tokenapi_events\` (
  \`seq\` bigint NOT NULL PRIMARY KEY,
  \`time\` varchar(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  \`name\` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  \`user_id\` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  \`username\` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  \`address\` varchar(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  \`request_id\` varchar(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  \`method\` varchar(32) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  \`path\` varchar(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  \`code\` varchar(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  \`reason\` varchar(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  \`details\` varchar(2000) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  \`previous\` char(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  \`hash\` char(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  KEY \`tokenapi_events_time\` (\`time\`),
  KEY \`tokenapi_events_user_id\` (\`user_id\`),
  KEY \`tokenapi_events_username\` (\`username\`)
) ENGINE=InnoDB`,
    ],
  },
  {
    name: '0005_access_tokens',
    makes: TOKENS,
    // The collations compare byte by byte.
    statements: [
      `CREATE TABLE IF NOT EXISTS \`tokenapi_tokens\` (
  \`id\` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  \`digest\` char(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL UNIQUE,
  \`start\` varchar(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  \`user_id\` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  \`name\` varchar(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  \`scopes\` text CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  \`audience\` varchar(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  \`bound_to\` char(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  \`created_at\` bigint NOT NULL,
  \`expires_at\` bigint NOT NULL,
  \`renewable_until\` bigint NOT NULL,
  \`last_used_at\` bigint NULL,
  \`last_address\` varchar(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  \`last_user_agent\` varchar(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  \`family\` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  \`ends_with\` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  \`replaces\` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  \`unused_until\` bigint NULL,
  \`replaced_at\` bigint NULL,
  \`revoked_at\` bigint NULL,
  \`ends_at\` bigint NOT NULL,
  KEY \`tokenapi_tokens_user_id\` (\`user_id\`, \`created_at\`, \`id\`),
  KEY \`tokenapi_tokens_created_at\` (\`created_at\`, \`id\`),
  KEY \`tokenapi_tokens_family\` (\`family\`),
  KEY \`tokenapi_tokens_ends_at\` (\`ends_at\`)
) ENGINE=InnoDB`,
    ],
  },
  {
    name: '0006_token_locks',
    makes: TOKEN_LOCKS,
    statements: [
      `CREATE TABLE IF NOT EXISTS \`tokenapi_token_locks\` (
  \`user_id\` varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL PRIMARY KEY,
  \`locked_at\` bigint NOT NULL,
  KEY \`tokenapi_token_locks_locked_at\` (\`locked_at\`)
) ENGINE=InnoDB`,
    ],
  },
  {
    name: '0007_used_tickets',
    makes: USED_TICKETS,
    statements: [
      `CREATE TABLE IF NOT EXISTS \`tokenapi_used_tickets\` (
  \`digest\` char(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  \`expires_at\` bigint NOT NULL,
  KEY \`tokenapi_used_tickets_expires_at\` (\`expires_at\`)
) ENGINE=InnoDB`,
    ],
  },
  {
    name: '0008_counters',
    makes: COUNTERS,
    statements: [
      `CREATE TABLE IF NOT EXISTS \`tokenapi_counters\` (
  \`bucket\` bigint NOT NULL,
  \`minutes\` integer NOT NULL,
  \`name\` varchar(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  \`labels\` varchar(190) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  \`total\` bigint NOT NULL,
  PRIMARY KEY (\`bucket\`, \`minutes\`, \`name\`, \`labels\`)
) ENGINE=InnoDB`,
    ],
  },
]
