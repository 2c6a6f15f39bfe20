import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // uWebSockets.js is a native addon with one event loop per process: worker threads would share it.
    pool: 'forks',
    // Two even on two cores: files wait for sockets and databases more than they compute (14 minutes became 9).
    maxWorkers: Math.max(2, availableParallelism() - 1),
    include: ['{shared,server,client-sdk,loadtest,demos,test}/**/*.test.ts'],
    // A real Postgres, for the files that ask for one.
    globalSetup: 'test/support/postgres-setup.ts',
    testTimeout: 20_000,
    // A deadline, not a pause: a page that loads anew beside another test's host takes longer than the second that is usual.
    expect: { poll: { timeout: 10_000 } },
  },
})
