/** What encodes and decodes messages: protobuf-es, and Qdrant's schemas from the client that the user has installed. */
export interface Vendor {
  readonly protobuf: typeof import('@bufbuild/protobuf')
  readonly qdrant: typeof import('@qdrant/js-client-grpc')
}

let loading: Promise<Vendor> | undefined

/** Loaded when first needed: it costs 49 MB a thread. @throws Error where the optional package is not installed */
export function loadVendor(): Promise<Vendor> {
  loading ??= load()
  return loading
}

async function load(): Promise<Vendor> {
  try {
    const [qdrant, protobuf] = await Promise.all([import('@qdrant/js-client-grpc'), import('@bufbuild/protobuf')])
    return { qdrant, protobuf }
  } catch (cause) {
    loading = undefined
    const { message } = cause as Error
    throw new Error(
      `\`preferGrpc\` needs the package @qdrant/js-client-grpc (npm install @qdrant/js-client-grpc): ${message}`,
      { cause },
    )
  }
}
