/** Changes between two versions, each with whoever made it. */
import type { VersionDiff } from '@tutti/client/doc'
import { personColor } from '../../shell/people.ts'
import { changesBetween } from '../changes/between.ts'
import type { Change, IsLeaf } from '../changes/between.ts'
import type { ShownChange } from '../changes/show.ts'

export interface AttributedChange extends ShownChange {
  readonly user: string
}

export const attributed = (diff: VersionDiff, isLeaf: IsLeaf): readonly AttributedChange[] => {
  const writers = new Map(diff.clients)
  const writer = ({ client, clock }: Change): string | undefined =>
    diff.heirs.findLast(([of, from]) => of === client && from <= clock)?.[2] ?? writers.get(client)
  const names = new Map(diff.people.map(({ id, name }) => [id, name]))
  const deleter = ({ client, clock }: Change): string | undefined =>
    diff.deleted.find(({ ranges }) =>
      ranges.some(([from, at, length]) => from === client && at <= clock && clock < at + length),
    )?.user
  return changesBetween(diff.from, diff.to, isLeaf).map((change) => {
    const user = (change.type === 'insert' ? writer(change) : deleter(change)) ?? ''
    return { ...change, user, by: { name: names.get(user) ?? 'Somebody', color: personColor(user) } }
  })
}
