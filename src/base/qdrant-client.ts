// The one place where the main thread meets @qdrant/js-client-rest: its class, whose prototype `pool.client` has, and
// the errors that users catch by class.
export { QdrantClient, QdrantClientResourceExhaustedError } from '@qdrant/js-client-rest'
export { ApiError } from '@qdrant/openapi-typescript-fetch'
