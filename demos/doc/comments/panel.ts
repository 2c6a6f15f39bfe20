/** All threads in a list: open ones in the order of the text, those whose text is gone, and those that are settled. */
import { element, say, show } from '../../shell/dom.ts'
import { countOf } from '../../shell/words.ts'
import type { Sheet } from '../desk.ts'
import type { Panel } from '../sheet/panels.ts'
import { Cards, putCards } from './cards.ts'
import type { Talk } from './talk.ts'

export const makeCommentsPanel = (sheet: Sheet, talk: Talk, marginSeen: () => boolean): Panel => {
  let settled = false
  const cards = new Cards(sheet, true, (card, thread) =>
    card.querySelector('q')?.addEventListener('click', () => go(thread)),
  )
  const list = element('div', { class: 'thread-list' })
  const toggle = element('button', { class: 'as-link', click: () => ((settled = !settled), draw()) })
  const whole = element('button', { class: 'button small', click: () => begin() }, 'Comment on the whole document')
  const nothing = element('p', { class: 'quiet' })
  const draft = element('div')
  const root = element('div', { class: 'side-body' }, draft, list, nothing, toggle, whole)

  const begin = (): void => {
    sheet.editor.commands.setTextSelection(sheet.editor.state.selection.to)
    talk.begin()
  }
  const draw = (): void => {
    const { loaded } = sheet.provider.comments
    const open = talk.open()
    const closed = talk.threads().filter((thread) => thread.resolvedAt !== null && thread.id !== talk.chosen())
    const shown = [...open.map(({ thread }) => thread), ...(settled ? closed : [])]
    putCards(
      list,
      shown.map((thread) => cards.of(thread, talk.chosen() === thread.id)),
    )
    cards.keep(new Set(shown.map(({ id }) => id)))
    say(
      nothing,
      !loaded
        ? 'Comments are being fetched…'
        : talk.mayWrite()
          ? 'Nothing is open. Select words in the text and press Comment.'
          : 'Nobody has commented.',
    )
    show(nothing, shown.length === 0)
    show(toggle, closed.length > 0)
    toggle.textContent = settled ? 'Hide what is resolved' : `Show ${countOf(closed.length, 'resolved thread')}`
    show(whole, talk.mayWrite())
    const field = talk.writing
    const here = field !== undefined && !(marginSeen() && talk.draftPlace() !== undefined)
    if (here && field.root.parentElement !== draft) {
      draft.replaceChildren(field.root)
      field.focus()
    } else if (!here) draft.replaceChildren()
  }
  const go = (id: string): void => {
    talk.choose(id)
    const place = talk.open().find(({ thread }) => thread.id === id)?.place
    if (place === undefined) return
    const { node } = sheet.editor.view.domAtPos(place.from)
    const at = node instanceof Element ? node : node.parentElement
    at?.scrollIntoView({ block: 'center', behavior: 'smooth' })
  }
  talk.onChange(draw)
  draw()
  return { title: 'Comments', root, refresh: draw, close: () => undefined }
}
