/** Waits for something to become true, looking whenever an event says that it may have; never longer than its deadline. */

/** @param subscribe takes the function to call after every event that may matter */
export const until = (done: () => boolean, subscribe: (look: () => void) => void, deadlineMs: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the deadline passed')), deadlineMs)
    const look = () => {
      if (!done()) return
      clearTimeout(timer)
      resolve()
    }
    subscribe(look)
    look()
  })
