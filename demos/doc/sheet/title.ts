/** The document's title: editable where one may, sent when one is done. */
import type { DocProvider } from '@tutti/client/doc'
import { mayAs } from '@tutti/client/doc'
import { DOC } from '../../../shared/doc/rules.ts'
import { element } from '../../shell/dom.ts'
import { refused } from '../../shell/refused.ts'

export const UNTITLED = 'Untitled'

export interface Title {
  readonly root: HTMLElement
  refresh(): void
}

export const makeTitle = (provider: DocProvider, changed: (title: string) => void): Title => {
  const field = element('input', {
    class: 'title',
    type: 'text',
    'aria-label': 'Title of the document',
    placeholder: UNTITLED,
    maxlength: DOC.titleMax,
    spellcheck: 'false',
    autocomplete: 'off',
  })
  const size = (): void => {
    // As wide as its words: what stands behind it is near.
    field.style.width = `${Math.max(9, Math.ceil(field.value.length * 1.15) + 3)}ch`
  }
  const refresh = (): void => {
    if (document.activeElement !== field) field.value = provider.info?.title ?? ''
    field.readOnly = !mayAs(provider.role, 'editor')
    size()
    changed(provider.info?.title ?? '')
  }
  const send = (): void => {
    const title = field.value.trim()
    if (provider.info === null || title === provider.info.title) return refresh()
    provider.rename(title).catch((error: unknown) => {
      refused('The title was not changed')(error)
      refresh()
    })
  }
  field.addEventListener('input', size)
  field.addEventListener('change', send)
  field.addEventListener('blur', () => requestAnimationFrame(refresh))
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') field.value = provider.info?.title ?? ''
    if (event.key === 'Escape' || event.key === 'Enter') field.blur()
  })
  refresh()
  return { root: field, refresh }
}
