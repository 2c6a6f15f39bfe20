/** Whether what I wrote is kept, in a word that is true. */
import type { DocFork, DocProvider } from '@tutti/client/doc'
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

/** What of my suggestions is saved. */
export type ForkFacts = Pick<DocFork, 'saved' | 'waiting' | 'refused'>

/** Of the document, and of my suggestions. */
export const savedFacts = (
  provider: Pick<DocProvider, 'status' | 'saved' | 'waiting' | 'refused'>,
  fork: ForkFacts | undefined,
): SavedFacts => ({
  connected: provider.status === 'connected',
  saved: provider.saved && (fork === undefined || fork.saved),
  waiting: provider.waiting + (fork?.waiting ?? 0),
  refused: provider.refused + (fork?.refused ?? 0),
})

/** To whoever has no connection. `kept`: in the browser as well, for a later visit. `writes`: they may, when it is back. */
export const awayWords = (waiting: number, kept: boolean, writes = true): string => {
  if (!writes && waiting === 0) return 'You are offline. This is the document as it last came from the host.'
  const sent = `${waiting === 1 ? 'is' : 'are'} sent when the host is back`
  const edits = `${countOf(waiting, 'edit')} ${waiting === 1 ? 'waits' : 'wait'}`
  if (kept)
    return waiting === 0
      ? 'You are offline. Go on writing: it is kept here, and sent when the host is back.'
      : `You are offline. Go on writing: ${edits} here, and ${sent}.`
  return waiting === 0
    ? 'You are offline, and this browser keeps no copy: what you write now is lost with this window.'
    : `You are offline, and this browser keeps no copy: ${edits} in this window, and ${sent}. Leave it open.`
}
