import { goneAway, readOnly } from './mysql-faults.ts'
import { pooledFaults } from './pooled-faults.ts'

pooledFaults('MySQL', (bench) => {
  goneAway(bench)
  readOnly(bench)
})
