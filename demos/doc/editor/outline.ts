/** The headings of a document as a way through it, and how much there is to read. */
import type { Editor } from '@tiptap/core'
import { element, say } from '../../shell/dom.ts'
import { countOf } from '../../shell/words.ts'

export interface Heading {
  readonly text: string
  readonly level: number
  readonly position: number
}

export const headingsOf = (editor: Editor): readonly Heading[] => {
  const found: Heading[] = []
  editor.state.doc.descendants((node, position) => {
    if (node.type.name === 'heading')
      found.push({ text: node.textContent.trim(), level: Number(node.attrs['level']), position })
    return !node.isTextblock
  })
  return found
}

/** Two hundred words a minute, as most people read. */
const WORDS_A_MINUTE = 200
const CALM_MS = 300

export interface Outline {
  readonly root: HTMLElement
  close(): void
}

export const makeOutline = (editor: Editor): Outline => {
  const list = element('ol', { class: 'outline' })
  const count = element('p', { class: 'quiet small-words' })
  const root = element('div', { class: 'side-body' }, list, count)
  let timer = 0
  const draw = (): void => {
    const headings = headingsOf(editor)
    const top = Math.min(...headings.map(({ level }) => level))
    const rows = headings.map(({ text, level, position }) => {
      const go = (): void => {
        editor.commands.setTextSelection(position + 1)
        const node = editor.view.nodeDOM(position)
        if (node instanceof HTMLElement) node.scrollIntoView({ block: 'start', behavior: 'smooth' })
        if (editor.isEditable) editor.commands.focus(undefined, { scrollIntoView: false })
      }
      const row = element('button', { class: 'outline-row', click: go }, text === '' ? 'Untitled' : text)
      row.style.setProperty('--depth', String(level - top))
      return element('li', {}, row)
    })
    list.replaceChildren(...rows)
    if (rows.length === 0) list.append(element('li', { class: 'quiet' }, 'The headings of the document come here.'))
    const words = editor.storage.characterCount.words()
    const minutes = Math.max(1, Math.round(words / WORDS_A_MINUTE))
    say(
      count,
      `${countOf(words, 'word')}, ${countOf(editor.storage.characterCount.characters(), 'character')}. ${minutes} min to read.`,
    )
  }
  const later = ({ transaction }: { transaction: { readonly docChanged: boolean } }): void => {
    if (!transaction.docChanged) return
    window.clearTimeout(timer)
    timer = window.setTimeout(draw, CALM_MS)
  }
  editor.on('transaction', later)
  draw()
  return {
    root,
    close() {
      window.clearTimeout(timer)
      editor.off('transaction', later)
    },
  }
}
