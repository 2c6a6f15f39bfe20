/** The link of a selection: asked for, changed, taken away. */
import type { Editor } from '@tiptap/core'
import { element } from '../../shell/dom.ts'
import { field, openDialog } from '../../shell/overlay/dialog.ts'

/** What people type, as an address; undefined where it can be none. */
export const addressOf = (typed: string): string | undefined => {
  const text = typed.trim()
  if (text === '') return undefined
  const whole = /^(https?:\/\/|mailto:)/i.test(text)
    ? text
    : /^[^\s/@]+@[^\s/@]+\.[^\s/@]+$/.test(text)
      ? `mailto:${text}`
      : `https://${text}`
  return URL.canParse(whole) && !/\s/.test(whole) ? whole : undefined
}

export const askLink = (editor: Editor): void => {
  const now: unknown = editor.getAttributes('link')['href']
  const had = typeof now === 'string' ? now : ''
  const address = element('input', { class: 'field', type: 'text', value: had, placeholder: 'example.org/page' })
  const { from, to, empty } = editor.state.selection
  const words = element('input', { class: 'field', type: 'text', maxlength: 200 })
  openDialog({
    title: had === '' ? 'Link' : 'Change the link',
    body: [
      ...(empty && had === '' ? [field('Words', words, 'What stands in the text; empty: the address itself.')] : []),
      field('Address', address, had === '' ? undefined : 'Empty it to take the link away.'),
    ],
    action: 'Set link',
    run: () => {
      const href = addressOf(address.value)
      if (href === undefined && address.value.trim() !== '') throw new Error('this is no address')
      const chain = editor.chain().setTextSelection({ from, to })
      if (href === undefined) return void chain.extendMarkRange('link').unsetLink().run()
      if (!empty || had !== '') return void chain.extendMarkRange('link').setLink({ href }).run()
      const text = words.value.trim() === '' ? address.value.trim() : words.value.trim()
      chain.insertContent({ type: 'text', text, marks: [{ type: 'link', attrs: { href } }] }).run()
    },
    done: () => void editor.commands.focus(),
  })
}

/** A click with Ctrl or Command follows it; so does a click where one cannot write. */
export const followLink = (editor: Editor, event: MouseEvent): void => {
  const link = event.target instanceof Element ? event.target.closest('a[href]') : null
  if (link === null || !editor.view.dom.contains(link)) return
  event.preventDefault()
  if (editor.isEditable && !event.ctrlKey && !event.metaKey) return
  const href = addressOf(link.getAttribute('href') ?? '')
  if (href !== undefined) window.open(href, '_blank', 'noopener,noreferrer')
}
