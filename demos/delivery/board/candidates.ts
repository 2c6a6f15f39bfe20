/** Who was thought of for an order, and what each would cost: in seconds, each part of the sum as a stretch of a bar. */
import type { Candidate } from '@tutti/client/delivery'
import { element } from '../../shell/dom.ts'
import { secondsOf } from '../words.ts'
import { PART_WORDS } from './words-table.ts'

/** Parts of less than this are not worth a word. */
const LEAST_S = 0.5

export interface CandidateActions {
  /** Sends this courier; undefined where nobody can be sent now. */
  readonly send: ((courier: string) => void) | undefined
  /** Shows where it is. */
  readonly point: (candidate: Candidate) => void
}

export const drawCandidates = (candidates: readonly Candidate[], actions: CandidateActions): HTMLElement => {
  if (candidates.length === 0)
    return element('p', { class: 'quiet' }, 'Dispatch has not weighed anybody for this order yet.')
  // One scale for all, so that bars can be compared.
  const widest = Math.max(...candidates.map(({ parts }) => sumOf(parts, (s) => s > 0)), 1)
  return element(
    'ol',
    { class: 'candidates' },
    ...candidates.map((candidate, i) => drawCandidate(candidate, i === 0, widest, actions)),
  )
}

const sumOf = (parts: Candidate['parts'], of: (seconds: number) => boolean): number =>
  Object.values(parts).reduce((sum, seconds) => (of(seconds) ? sum + Math.abs(seconds) : sum), 0)

const drawCandidate = (
  candidate: Candidate,
  best: boolean,
  widest: number,
  { send, point }: CandidateActions,
): HTMLElement => {
  const { courier, total, parts, chosen } = candidate
  const bar = element('div', { class: 'candidate-bar', 'aria-hidden': 'true' })
  const words: string[] = []
  for (const [part, seconds] of Object.entries(parts)) {
    if (Math.abs(seconds) < LEAST_S) continue
    const [word, about] = PART_WORDS[part] ?? [part, '']
    words.push(`${word} ${secondsOf(seconds)}`)
    if (seconds < 0) continue
    const stretch = element('span', { 'data-part': part, title: `${word} ${secondsOf(seconds)}: ${about}` })
    stretch.style.width = `${(seconds / widest) * 100}%`
    bar.append(stretch)
  }
  return element(
    'li',
    { class: chosen ? 'candidate chosen' : 'candidate' },
    element(
      'div',
      { class: 'candidate-head' },
      element('button', { class: 'as-link', click: () => point(candidate), title: 'Show on the map' }, nameOf(courier)),
      ...(chosen
        ? [
            element(
              'span',
              {
                class: 'candidate-mark',
                title: best ? 'The cheapest' : 'Not the cheapest for this order, but in the sum over all',
              },
              best ? 'chosen' : 'chosen for all',
            ),
          ]
        : []),
      element('b', {}, secondsOf(total)),
      ...(send === undefined ? [] : [element('button', { class: 'button small', click: () => send(courier) }, 'Send')]),
    ),
    bar,
    element('p', { class: 'candidate-parts' }, words.join(' · ')),
  )
}

/** Ids of guests are long; their ends tell them apart. */
const nameOf = (courier: string): string => (courier.length > 14 ? `…${courier.slice(-10)}` : courier)
