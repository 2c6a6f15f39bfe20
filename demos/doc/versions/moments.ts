/** Moments of a document that one can choose: its versions, the beginning, now. */
import type { DocVersions, Version } from '@tutti/client/doc'
import { choice } from '../../shell/overlay/dialog.ts'
import { versionTitle } from './words.ts'

export const START = 'start'
export const NOW = 'now'

export type Moment = typeof START | typeof NOW | Version

export const momentId = (moment: Moment): string => (typeof moment === 'string' ? moment : moment.id)

/** Log position; undefined: now. */
export const positionOf = (moment: Moment): number | undefined =>
  moment === START ? 0 : moment === NOW ? undefined : moment.n

export interface MomentChoice {
  readonly root: HTMLSelectElement
  /** Undefined: one of the `others`. */
  readonly moment: Moment | undefined
}

/** The newest first. `others` come before all of them. */
export const chooseMoment = (
  versions: DocVersions,
  label: string,
  chosen: string,
  ends: readonly (typeof START | typeof NOW)[],
  others: readonly (readonly [value: string, label: string])[] = [],
): MomentChoice => {
  const all = versions.list
  const root = choice(
    [
      ...others,
      ...(ends.includes(NOW) ? [[NOW, 'Now'] as const] : []),
      ...all.map((version) => [version.id, versionTitle(version)] as const),
      ...(ends.includes(START) ? [[START, 'The beginning'] as const] : []),
    ],
    chosen,
  )
  root.setAttribute('aria-label', label)
  root.classList.add('moment')
  return {
    root,
    get moment() {
      const { value } = root
      return value === START || value === NOW ? value : all.find(({ id }) => id === value)
    },
  }
}
