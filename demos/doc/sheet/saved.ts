/** Whether what I wrote is kept, in a word that is true. */
import type { DocProvider } from '@tutti/client/doc'
import { countOf } from '../../shell/words.ts'

export interface SavedFacts {
  readonly connected: boolean
  readonly saved: boolean
  readonly waiting: number
  readonly refused: number
}

export type SavedState = 'saved' | 'saving' | 'offline' | 'refused'

export const savedState = ({ connected, saved, refused }: SavedFacts): SavedState => {
  if (refused > 0) return 'refused'
  if (!connected) return 'offline'
  return saved ? 'saved' : 'saving'
}

export const savedWord = (facts: SavedFacts): string => {
  const state = savedState(facts)
  switch (state) {
    case 'refused':
      return `not saved: ${countOf(facts.refused, 'edit')} refused`
    case 'offline':
      return facts.waiting === 0
        ? 'offline'
        : `offline: ${countOf(facts.waiting, 'edit')} ${facts.waiting === 1 ? 'waits' : 'wait'}`
    case 'saving':
      return 'saving…'
    case 'saved':
      return 'saved'
    default:
      return state satisfies never
  }
}

/** Of the document, and of my suggestions where I write into those. */
export const savedFacts = (
  provider: DocProvider,
  fork: { readonly saved: boolean; readonly waiting: number } | undefined,
): SavedFacts => ({
  connected: provider.status === 'connected',
  saved: provider.saved && (fork === undefined || fork.saved),
  waiting: provider.waiting + (fork?.waiting ?? 0),
  refused: provider.refused,
})
