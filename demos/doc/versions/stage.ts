/** What stands in place of the text while the past is looked at: a line of what is shown, who did what, and the text. */
import { avatar } from '../../shell/avatar.ts'
import { element } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import { countOf } from '../../shell/words.ts'
import { makeReader } from '../changes/reader.ts'
import type { Reader } from '../changes/reader.ts'
import type { Sheet } from '../desk.ts'
import { overText } from './over-text.ts'
import type { AttributedChange } from './attributed.ts'

export interface Stage {
  readonly root: HTMLElement
  readonly reader: Reader
  readonly legend: HTMLElement
  /** Draws changes in `state`, and says whose they are. */
  changes(state: Uint8Array, changes: readonly AttributedChange[], nothing?: string): void
  close(): void
}

export interface StageOptions {
  readonly label: string
  /** Of the text. */
  readonly describe: string
  readonly head: readonly Node[]
  /** Called with somebody whose changes are shown; absent: their names are words. */
  readonly choose?: (user: string) => void
  readonly closed?: () => void
}

export const makeStage = (sheet: Sheet, options: StageOptions): Stage => {
  const reader = makeReader(sheet.files, options.describe)
  const legend = element('div', { class: 'legend' })
  const { choose } = options
  const close = (): void => {
    reader.close()
    sheet.overlay(undefined)
    options.closed?.()
  }
  const one = (user: string, name: string): HTMLElement => {
    const sign = [avatar(user, name, 'small'), name]
    if (choose === undefined) return element('span', { class: 'legend-one' }, ...sign)
    const title = `Undo what ${name} did here…`
    const props = { class: 'legend-one', type: 'button', title, 'aria-label': title, click: () => choose(user) }
    return element('button', props, ...sign, icon('undo'))
  }
  const root = element(
    'section',
    { class: 'preview', 'aria-label': options.label, tabindex: -1 },
    element(
      'header',
      { class: 'preview-head' },
      ...options.head,
      element(
        'button',
        { class: 'icon-button', 'aria-label': 'Back to the text', title: 'Back to the text', click: close },
        icon('close'),
      ),
    ),
    legend,
    element('div', { class: 'scroll' }, reader.root),
  )
  overText(sheet, root, close)
  root.focus()
  return {
    root,
    reader,
    legend,
    changes(state, changes, nothing = 'Nothing changed.') {
      reader.show(state, { side: 'after', changes })
      const people = [...new Map(changes.map(({ user, by }) => [user, by.name]))]
      const words = changes.length === 0 ? nothing : countOf(changes.length, 'change')
      legend.replaceChildren(
        element('span', { class: 'quiet' }, words),
        ...people.map(([user, name]) => one(user, name)),
      )
      root.querySelector('.came, .went')?.scrollIntoView({ block: 'center' })
    },
    close,
  }
}
