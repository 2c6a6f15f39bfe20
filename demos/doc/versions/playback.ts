/** How the document came to be: its history as a film, edit by edit. */
import type { LogEntry } from '@tutti/client/doc'
import * as Y from 'yjs'
import { avatar } from '../../shell/avatar.ts'
import { element, say } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import { loading } from '../../shell/notice.ts'
import { refused } from '../../shell/refused.ts'
import { calmMotion } from '../../shell/theme.ts'
import { timeOf, wholeTime } from '../../shell/words.ts'
import { makeReader } from '../changes/reader.ts'
import type { Sheet } from '../desk.ts'
import { FRAGMENT } from '../fragment.ts'
import { overText } from './over-text.ts'
import { Film, strideOf } from './film.ts'

/** The whole film, however long the document was written. */
const LENGTH_MS = 12_000
const LEAST_STEP_MS = 40
const PAGE = 1000
/** Steps of a film: of a longer log, each is as many edits as it takes. */
const MOST = 20_000

export const openPlayback = (sheet: Sheet): void => {
  const run = async (): Promise<void> => {
    const entries = await fetchHistory(sheet)
    if (entries.length > 0) showFilm(sheet, entries)
  }
  loading(run()).catch(refused('The history could not be read'))
}

const fetchHistory = async ({ provider }: Sheet): Promise<readonly LogEntry[]> => {
  const all: LogEntry[] = []
  const { head } = await provider.versions.history(0, 1)
  const stride = strideOf(head, MOST)
  let after: number | null = 0
  // What is written meanwhile is not in it.
  while (after !== null && after < head) {
    const { entries, next }: { readonly entries: readonly LogEntry[]; readonly next: number | null } =
      await provider.versions.history(after, PAGE, stride)
    all.push(...entries)
    after = entries.length === 0 ? null : next
  }
  return all
}

const showFilm = (sheet: Sheet, entries: readonly LogEntry[]): void => {
  const film = new Film(
    entries.map(({ update }) => update),
    () => {
      const doc = new Y.Doc()
      doc.getXmlFragment(FRAGMENT)
      return doc
    },
  )
  const reader = makeReader(sheet.files, 'The document as it came to be')
  const slider = element('input', {
    class: 'range',
    type: 'range',
    min: 0,
    max: entries.length,
    value: entries.length,
    'aria-label': 'How far the document had come',
  })
  const who = element('span', { class: 'film-who' })
  const step = element('span', { class: 'film-step quiet' })
  const toggle = element('button', { class: 'icon-button', 'aria-label': 'Play' }, icon('play'))
  let timer = 0

  const draw = (): void => {
    const at = Number(slider.value)
    reader.show(film.at(at))
    const entry = entries[at - 1]
    say(step, `${entry?.n ?? 0} of ${entries.at(-1)?.n ?? 0}`)
    who.replaceChildren(
      ...(entry === undefined
        ? ['Before the first edit']
        : [
            avatar(entry.by, entry.name, 'small'),
            entry.name,
            element('time', { title: wholeTime(entry.at) }, timeOf(entry.at)),
          ]),
    )
  }
  const stop = (): void => {
    window.clearInterval(timer)
    timer = 0
    toggle.replaceChildren(icon('play'))
    toggle.setAttribute('aria-label', 'Play')
  }
  const play = (): void => {
    if (Number(slider.value) >= entries.length) slider.value = '0'
    const stepMs = Math.max(LEAST_STEP_MS, LENGTH_MS / entries.length)
    const edits = Math.max(1, Math.round((entries.length * stepMs) / LENGTH_MS))
    toggle.replaceChildren(icon('pause'))
    toggle.setAttribute('aria-label', 'Pause')
    timer = window.setInterval(() => {
      slider.value = String(Number(slider.value) + edits)
      draw()
      if (Number(slider.value) >= entries.length) stop()
    }, stepMs)
  }
  toggle.addEventListener('click', () => (timer === 0 ? play() : stop()))
  slider.addEventListener('input', () => {
    stop()
    draw()
  })
  const close = (): void => {
    stop()
    film.close()
    reader.close()
    sheet.overlay(undefined)
  }
  const root = element(
    'section',
    { class: 'preview', 'aria-label': 'Playback' },
    element(
      'header',
      { class: 'preview-head film' },
      toggle,
      slider,
      step,
      who,
      element(
        'button',
        { class: 'icon-button', 'aria-label': 'Back to the text', title: 'Back to the text', click: close },
        icon('close'),
      ),
    ),
    element('div', { class: 'scroll' }, reader.root),
  )
  overText(sheet, root, close)
  draw()
  // Who wants no motion moves the slider.
  if (!calmMotion()) play()
  slider.focus()
}
