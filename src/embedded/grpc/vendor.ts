/** What decodes and encodes messages: protobuf-es, and Qdrant's schemas from an optional package. */
export interface Vendor {
  readonly protobuf: typeof import('@bufbuild/protobuf')
  readonly qdrant: typeof import('@qdrant/js-client-grpc')
}

/** @throws Error where the optional package is not installed */
export async function loadVendor(): Promise<Vendor> {
  const [qdrant, protobuf] = await Promise.all([import('@qdrant/js-client-grpc'), import('@bufbuild/protobuf')])
  return { qdrant, protobuf }
}
