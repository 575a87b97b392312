import { nodeTests } from '../support/runtimes/node-tests.ts'

nodeTests('node-26')
