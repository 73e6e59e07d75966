import { localServer } from './local-pool.ts'

const real = process.env.QDRANT_URL

/** Where a test runs: always on an embedded server, and on the one that QDRANT_URL names. */
export const servers = [
  { name: 'the embedded server', start: async () => (await localServer()).url, skip: false },
  { name: 'the server at QDRANT_URL', start: async () => real ?? '', skip: real === undefined || real === '' },
]
