/** A module whose function runs what it is given: for tasks that run in the thread of the test. */
export function run<Context, Result>(work: (context: Context) => Result, context: Context): Result {
  return work(context)
}

export const constant = 7
