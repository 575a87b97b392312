import { pooledFaults } from './pooled-faults.ts'

pooledFaults('PostgreSQL', () => {})
