import { parentPort, workerData } from 'node:worker_threads'
import { serveThread } from '../src/embedded/thread-main.ts'

// The thread of the embedded server: everything it does is in src/embedded, where tests can run it in-process.
if (parentPort) void serveThread(parentPort, workerData)
