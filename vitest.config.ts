import { availableParallelism } from 'node:os'

import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      'packages/*/test/**/*.test.ts',
      'examples/**/*.test.ts',
      'docs/**/*.test.ts',
      'bench/**/*.test.ts',
    ],
    reporters: [
      'default',
      ['json', { outputFile: 'coverage/vitest.json' }],
      './packages/tokenapi/test/support/peers/skip-report.ts',
      './packages/tokenapi/test/support/failure-report.ts',
    ],
    globalSetup: [
      'packages/tokenapi/test/support/temporary-folder.ts',
      'packages/tokenapi/test/support/peers/peers-setup.ts',
    ],
    // Most of the time goes into waiting for servers and other programs.
    maxWorkers: availableParallelism() + 1,
    // For a machine that is busy; nothing measures time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    coverage: { provider: 'v8', include: ['packages/tokenapi/src/**'] },
  },
})
