import { ApiError } from '../errors.ts'

export const OK = 0
export const OUT_OF_RANGE = 11
export const UNIMPLEMENTED = 12
const INTERNAL = 13

/** The gRPC code of a REST status, as the real server has both. */
const CODES: Readonly<Record<number, number>> = { 400: 3, 403: 7, 404: 5, 409: 6, 422: 3, 501: UNIMPLEMENTED }

/** How a call failed. */
export class GrpcError extends Error {
  override readonly name = 'GrpcError'
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

export function restError(status: number, message: string): GrpcError {
  return new GrpcError(CODES[status] ?? INTERNAL, message)
}

export function grpcError(thrown: unknown): GrpcError {
  if (thrown instanceof GrpcError) return thrown
  const { message } = thrown as Error
  return thrown instanceof ApiError ? restError(thrown.status, message) : new GrpcError(INTERNAL, message)
}
