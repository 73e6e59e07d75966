/** The largest number of single precision. */
export const MOST_FLOAT = 3.4028234663852886e38
