/** What a FaultProxy does to the connections that are open, and to new ones, for as long as it is in force. */
export type Fault =
  | { readonly kind: 'none' }
  /** Swallows what the server says, its end included; with `both`, what the client says, too. */
  | { readonly kind: 'blackhole'; readonly both?: boolean }
  /** Takes no more of the client's bytes, so that his writes do not end. */
  | { readonly kind: 'stall' }
  /** Resets a connection after so many bytes of answers. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** Ends it in order after so many bytes of answers. */
  | { readonly kind: 'truncate'; readonly afterBytes: number }
  /** The server side is gone and the client is not told; once lifted, the client's next bytes are answered by a reset. */
  | { readonly kind: 'half-open' }
  /** Each chunk comes later, both ways, in its order. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** The client hears so much later that the server has hung up; nothing is answered in between. */
  | { readonly kind: 'slow-close'; readonly ms: number }
  /** Each byte of an answer is a write of its own. */
  | { readonly kind: 'byte-by-byte' }
  /** Nobody listens any more; what is open stays so. */
  | { readonly kind: 'refuse' }
