/** Deeper payloads have keys that are not known to the types. */
type Deepest = [0, 0, 0, 0, 0]
type Scalar = string | number | boolean | Date

/** A payload as it is stored, beside the text. */
export type Kept<P extends object> = P & { readonly text: string }

/** A payload as it is read: JSON knows no dates. */
export type Read<T> = T extends Date ? string : T extends object ? { [K in keyof T]: Read<T[K]> } : T

/** A dot or a bracket is part of the path to the server, not of a key. */
type Name<P> = Exclude<keyof P & string, `${string}.${string}` | `${string}[${string}`>

/**
 * The keys of a payload as the server's filters and indexes name them: `city`, `home.city`, and `homes[].city` for those of
 * the objects in a list.
 */
export type Path<P, Depth extends 0[] = []> = P extends unknown
  ? Depth extends Deepest
    ? never
    : string extends keyof P
      ? string
      : { [K in Name<P>]-?: K | Below<NonNullable<P[K]>, K, Depth> }[Name<P>]
  : never

type Below<V, K extends string, Depth extends 0[]> = V extends Scalar
  ? never
  : V extends readonly (infer Element)[]
    ? Inside<NonNullable<Element>, `${K}[]`, Depth>
    : Inside<V, K, Depth>

type Inside<V, K extends string, Depth extends 0[]> = V extends Scalar | readonly unknown[]
  ? never
  : V extends object
    ? `${K}.${Path<V, [...Depth, 0]>}`
    : never

/** What stands at a path: of a list its elements, any of which may match; any scalar where the payload's type does not say. */
export type ValueAt<P, K extends string> = P extends unknown
  ? string extends keyof P
    ? Leaf<P[keyof P]>
    : K extends keyof P
      ? Leaf<P[K]>
      : K extends `${infer Head}.${infer Rest}`
        ? Head extends `${infer List}[]`
          ? ValueAt<ElementOf<Member<P, List>>, Rest>
          : ValueAt<Member<P, Head>, Rest>
        : never
  : never

type Member<P, K extends string> = K extends keyof P ? NonNullable<P[K]> : never
type ElementOf<V> = V extends readonly (infer Element)[] ? NonNullable<Element> : never
type Leaf<V> = unknown extends V
  ? Scalar
  : V extends readonly (infer Element)[]
    ? unknown extends Element
      ? Scalar
      : Extract<Element, Scalar>
    : Extract<V, Scalar>
