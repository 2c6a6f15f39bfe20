/** What stands beside the text: one panel at a time; on a telephone, over it. */
import { element } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import type { PanelName } from '../desk.ts'

export interface Panel {
  readonly title: string
  readonly root: HTMLElement
  refresh(): void
  close(): void
}

export interface Panels {
  readonly root: HTMLElement
  readonly name: PanelName | undefined
  show(name: PanelName | undefined): void
  refresh(): void
  close(): void
}

export const makePanels = (
  make: Readonly<Record<PanelName, () => Panel>>,
  changed: (name: PanelName | undefined) => void,
): Panels => {
  const root = element('aside', { class: 'side', hidden: true })
  let panel: Panel | undefined
  let name: PanelName | undefined
  let opener: HTMLElement | undefined
  const put = (next: PanelName | undefined): void => {
    const opened = name === undefined
    panel?.close()
    name = next
    panel = next === undefined ? undefined : make[next]()
    root.hidden = panel === undefined
    changed(name)
    if (panel === undefined) {
      root.replaceChildren()
      opener?.focus()
      return
    }
    if (opened && document.activeElement instanceof HTMLElement) opener = document.activeElement
    const close = element(
      'button',
      { class: 'icon-button', 'aria-label': 'Close panel', click: () => put(undefined) },
      icon('close'),
    )
    root.setAttribute('aria-label', panel.title)
    root.replaceChildren(element('header', { class: 'side-head' }, element('h2', {}, panel.title), close), panel.root)
  }
  root.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') put(undefined)
  })
  return {
    root,
    get name() {
      return name
    },
    show: (next) => {
      if (next !== name) put(next)
    },
    refresh: () => panel?.refresh(),
    close() {
      panel?.close()
      panel = undefined
    },
  }
}
