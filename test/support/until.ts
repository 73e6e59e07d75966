/** Resolves when `condition` holds, looking every few ms; rejects after `limitMs`. For what real threads and sockets do. */
export async function until(condition: () => boolean | Promise<boolean>, limitMs = 10_000): Promise<void> {
  const end = performance.now() + limitMs
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`It did not come true within ${limitMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
