import { v5, v7 } from 'uuid'

/** Any fixed UUID serves; another one would give every stored text another id. */
const NAMESPACE = '6a1f6d5c-7a0e-5b52-9b8e-0f5d2c1f4e37'

/** A UUID (version 5, RFC 9562) that follows from the text alone: the same text is the same point. */
export function contentId(text: string): string {
  return v5(text, NAMESPACE)
}

/** A UUID (version 7, RFC 9562) that nothing else has; those made later sort behind. */
export function newId(): string {
  return v7()
}
