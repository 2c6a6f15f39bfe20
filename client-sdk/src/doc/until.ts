/** Waits for something of a document. */
import type { Off } from '../listeners.ts'
import type { DocEars } from './ears.ts'

/**
 * Resolves when it is so, as soon as one of these events may have made it so. Rejects with what `holds` throws, or, once
 * the document is over, `ended`.
 */
export const until = (
  ears: DocEars,
  holds: () => boolean,
  events: readonly ('sync' | 'saved')[],
  ended: () => void,
): Promise<void> =>
  new Promise((resolve, reject) => {
    const offs: Off[] = []
    const settle = (look: () => boolean): void => {
      try {
        if (!look()) return
        resolve()
      } catch (thrown) {
        reject(thrown as Error)
      }
      for (const off of offs) off()
    }
    const isOver = (): boolean => {
      ended()
      return false
    }
    for (const event of events) offs.push(ears.on(event, () => settle(holds)))
    offs.push(ears.on('gone', () => settle(isOver)))
    settle(() => holds() || isOver())
  })
