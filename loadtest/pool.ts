/** Runs many small asynchronous jobs, some at a time, so that a server is not met by all of them at once. */

/** Results in the order of the jobs; the first failure rejects, and starts no further job. */
export const pooled = async <T>(count: number, atOnce: number, job: (i: number) => Promise<T>): Promise<T[]> => {
  const results: T[] = []
  let next = 0
  let failed = false
  const lane = async (): Promise<void> => {
    while (next < count && !failed) {
      const i = next++
      try {
        results[i] = await job(i)
      } catch (thrown) {
        failed = true
        throw thrown
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, lane))
  return results
}
