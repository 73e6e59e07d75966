/** Calls `loaded` whenever a native addon is loaded into this thread: `process.dlopen` is the one way to load one. */
export function watchNative(target: { dlopen: typeof process.dlopen }, loaded: () => void): void {
  const { dlopen } = target
  target.dlopen = function (this: unknown, ...args: Parameters<typeof dlopen>) {
    loaded()
    return Reflect.apply(dlopen, this, args)
  } as typeof dlopen
}
