import { defineConfig } from 'vitest/config'

// Threads of the pool load .ts themselves (Node's type stripping), so v8 coverage cannot see them: workers/ is left out
// and what runs there is tested in-process.
export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    include: ['test/**/*.test.ts'],
    // Need more than npm ci brings: npm run test:model, npm run test:ecosystem.
    exclude: ['**/node_modules/**', 'test/model/**', 'test/ecosystem/**'],
    // Every ledger of every test adds up after every change.
    setupFiles: ['test/support/ledger-check.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
    // Threads started at the same time strip types with one WebAssembly module. Node 24's V8 has a race in what this flag
    // puts off (a wrapper that two threads optimise at once): now and then it ended the test process with SIGSEGV.
    execArgv: ['--wasm-wrapper-tiering-budget=2000000000'],
    coverage: {
      enabled: true,
      provider: 'v8',
      include: ['src/**/*.ts'],
      reporter: ['text-summary'],
      thresholds: { lines: 80, branches: 80 },
    },
  },
})
