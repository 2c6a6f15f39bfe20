/** Looks where threads hang, beside the rooms. */
import type { AnchorsInput } from './comments-anchors.ts'
import { lookAt } from './comments-look.ts'
import type { Seen } from './comments-look.ts'
import { buildDoc } from './past.ts'

export const commentJobs = {
  anchors: ({ snapshot, tail, ...look }: AnchorsInput): Seen[] => lookAt(buildDoc(snapshot, tail), look),
}
