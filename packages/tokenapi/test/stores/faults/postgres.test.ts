import { SERVERS } from '../../support/faulty-database.ts'
import { pooledFaults } from './pooled-faults.ts'

if (SERVERS.includes('PostgreSQL')) pooledFaults('PostgreSQL', () => {})
