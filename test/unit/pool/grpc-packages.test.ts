import { expect, it } from 'vitest'
import { checkGrpcPackages } from '../../../src/pool/grpc-packages.ts'

it('finds the packages that gRPC needs', () => {
  expect(checkGrpcPackages()).toBeUndefined()
})

it('names the one that is missing, and how to get it', () => {
  const resolve = (name: string) => {
    if (name.startsWith('@qdrant')) throw new Error('not found')
  }
  expect(() => checkGrpcPackages(resolve)).toThrow(
    expect.objectContaining({
      message: '`preferGrpc` needs packages that are not installed: @qdrant/js-client-grpc',
      solutions: expect.arrayContaining(['npm install @qdrant/js-client-grpc']),
    }),
  )
})
