import { defineConfig } from 'vitest/config'

// The working folder is this one: from here the pool finds the library.
export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    execArgv: ['--wasm-wrapper-tiering-budget=2000000000'],
  },
})
