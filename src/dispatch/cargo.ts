import { MessagePort, type Transferable } from 'node:worker_threads'
import { WorkerCrashedError } from '../base/errors.ts'
import type { Params } from '../operations/operation.ts'
import type { Call } from './call.ts'

/**
 * The array as our own, without a copy: the caller's is empty from now on. What only covers a part of its buffer is copied,
 * because the rest is somebody's, too; shared memory stays where it is.
 */
export function takeOver(vectors: Float32Array): Float32Array {
  const { buffer } = vectors
  if (!(buffer instanceof ArrayBuffer)) return vectors
  if (vectors.byteLength !== buffer.byteLength) return vectors.slice()
  try {
    return structuredClone(vectors, { transfer: [buffer] })
  } catch {
    // WebAssembly's memory, among others, cannot move.
    return vectors.slice()
  }
}

/** Hands the array of a failed call back to its caller, in the parameters that held it, where it is not gone. */
export function handBack(params: Params, name: string, cargo: Float32Array | undefined): void {
  // Frozen parameters are left as they are.
  if (cargo !== undefined && cargo.length > 0) Reflect.set(params, name, cargo)
}

/** Its array has moved to a worker and did not come back. */
export function hasLostCargo({ request: { cargo } }: Call): boolean {
  return cargo !== undefined && cargo.length === 0
}

/** Whoever is at the other end of a port that moved hears that its call has failed; one that is in a worker ends with it. */
export function closePorts(moved: readonly Transferable[]): void {
  for (const one of moved) if (one instanceof MessagePort) one.close()
}

/** The error of a call whose worker ended, which tells of what had moved there. */
export function crashError(call: Call, thrown: WorkerCrashedError): WorkerCrashedError {
  const outcome = call.mayBeApplied ? 'unknown' : (thrown.outcome ?? 'unknown')
  const { cause } = thrown
  if (call.request.moved?.length && thrown.outcome !== 'not-sent')
    return new WorkerCrashedError(`${thrown.message}; what had been moved to it is gone`, { cause, outcome })
  if (!hasLostCargo(call))
    return outcome === thrown.outcome ? thrown : new WorkerCrashedError(thrown.message, { cause, outcome })
  return new WorkerCrashedError(`${thrown.message}; the vectors that had been moved to it are gone`, {
    cause,
    outcome,
    solutions: ['Make the vectors again, or pass them on a SharedArrayBuffer, which stays yours', ...thrown.solutions],
  })
}
