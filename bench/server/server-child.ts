// The embedded server in a process of its own, so that its CPU time is told apart. Ends when its stdin does: whatever
// happens to the bench, it does not outlive it.
import { startLocalServer } from '../../src/embedded/local-server.ts'

// Ctrl-C reaches the whole group of processes; the bench first deletes its collections, then closes this one's stdin.
process.on('SIGINT', () => {})

const { url, port, grpcPort, close } = await startLocalServer({ grpc: true })
const end = () => void close().then(() => process.exit())
process.once('SIGTERM', end)
process.stdin.once('end', end).once('error', end).resume()
process.stdout.write(`${JSON.stringify({ url, port, grpcPort })}\n`)
