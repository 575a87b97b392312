import { startReference } from '../../src/testing/reference-app.ts'
import { adapterTests } from '../support/adapter-tests.ts'

// Compared with itself: that it is right at all is shown by the recordings and the bad inputs' own rows.
adapterTests('node:http', { start: startReference })
