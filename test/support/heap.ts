/** What is still held once everything that could be collected was. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect: unknown = runInNewContext('gc')

/** Bytes of JavaScript objects and of buffers outside the heap, after a collection. */
export const heldBytes = (): number => {
  if (typeof collect !== 'function') throw new Error('this Node cannot be told to collect garbage')
  collect()
  // The first round only lets go of buffers; their bytes are given back beside it, and counted by the next.
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
