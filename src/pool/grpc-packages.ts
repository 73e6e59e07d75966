import { createRequire } from 'node:module'
import { ConfigError } from '../base/errors.ts'

/** What gRPC needs beside this package; both are optional peers. */
export const GRPC_PACKAGES = ['@qdrant/js-client-grpc', '@bufbuild/protobuf']

/** @throws ConfigError that names the packages which `preferGrpc` needs and which are not installed */
export function checkGrpcPackages(resolve: (name: string) => unknown = createRequire(import.meta.url).resolve): void {
  const missing = GRPC_PACKAGES.filter((name) => {
    try {
      resolve(name)
      return false
    } catch {
      return true
    }
  })
  if (missing.length === 0) return
  throw new ConfigError(`\`preferGrpc\` needs packages that are not installed: ${missing.join(', ')}`, {
    solutions: [`npm install ${missing.join(' ')}`, 'Leave `preferGrpc` (QDRANT_PREFER_GRPC) off'],
  })
}
