import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['*.test.ts'],
    setupFiles: ['../support/ledger-check.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    fileParallelism: false,
    // mem0 and LangChain tell their makers what is done with them unless told not to, and mem0 keeps a file in the home
    // folder to know its user by.
    env: {
      MEM0_TELEMETRY: 'false',
      LANGSMITH_TRACING: 'false',
      MEM0_DIR: join(import.meta.dirname, 'node_modules/.mem0'),
    },
    execArgv: ['--wasm-wrapper-tiering-budget=2000000000'],
  },
})
