/** The documents' card: one that everybody who looks is in, each as a caret that wanders. Nobody writes in it. */
import type { PageClient } from '../shell/client.ts'
import { element } from '../shell/dom.ts'
import { calmMotion } from '../shell/theme.ts'
import type { Showcase } from './doc-showcase.ts'

export const docMiniature = (holder: HTMLElement, client: PageClient): void => {
  const page = element('div', { class: 'mini-doc' })
  holder.replaceChildren(page)
  let showcase: Showcase | undefined
  let opening = false
  const enter = (): void => {
    if (opening || showcase !== undefined) return
    opening = true
    // Yjs comes when it is needed: the page is here before it.
    import('./doc-showcase.ts')
      .then(({ openShowcase }) => {
        if (!document.hidden) showcase = openShowcase(client, page, !calmMotion())
      })
      // Without it the card keeps its words and its button.
      .catch(() => undefined)
      .finally(() => (opening = false))
  }
  enter()
  // Who does not look takes no seat.
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) return enter()
    showcase?.close()
    showcase = undefined
  })
}
