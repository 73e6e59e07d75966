/** What a shell makes of a process that Ctrl-C ended. */
export const INTERRUPTED = 130
