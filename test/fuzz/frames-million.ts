/** A million mutated messages (or as many as the argument says) through the decoder, with the memory before and after. */
import { heldBytes } from '../support/heap.ts'
import { fuzzFrames } from './mutated-frames.ts'

const count = Number(process.argv[2] ?? 1_000_000)
const memory = (): string => {
  const held = heldBytes() / 1024 / 1024
  return `${held.toFixed(1)} MB held, ${(process.memoryUsage().rss / 1024 / 1024).toFixed(0)} MB resident`
}

fuzzFrames('warm', 20_000)
process.stdout.write(`before  ${memory()}\n`)
const { accepted, refused } = fuzzFrames('million', count)
process.stdout.write(`after   ${memory()}\n`)
process.stdout.write(`${count} messages: ${accepted} legal, ${refused} bad_frame, nothing else\n`)
