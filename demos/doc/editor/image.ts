/** Images: files of the document, shown once they are here; others' are named and not fetched. */
import { Image } from '@tiptap/extension-image'
import { element } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import type { DocFiles } from './files.ts'

declare module '@tiptap/extension-image' {
  interface ImageOptions {
    files: DocFiles | undefined
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

export const DocImage = Image.extend({
  addOptions() {
    return {
      inline: false,
      allowBase64: false,
      HTMLAttributes: {},
      resize: false as const,
      ...this.parent?.(),
      files: undefined,
    }
  },
  addNodeView() {
    const { files } = this.options
    return ({ node }) => {
      const alt = text(node.attrs['alt'])
      const source = text(node.attrs['src'])
      const image = element('img', { alt, draggable: 'true', 'data-src': source })
      const dom = element('figure', { class: 'doc-image', 'data-state': 'loading' }, image)
      const fail = (words: string): void => {
        dom.dataset['state'] = 'missing'
        dom.replaceChildren(icon('file'), element('span', {}, words))
      }
      const url = files?.url(source)
      if (url === undefined) fail(source === '' ? 'No image' : `An image from elsewhere, not loaded: ${source}`)
      else
        url.then(
          (address) => {
            image.src = address
            dom.dataset['state'] = 'here'
          },
          () => fail(`${alt === '' ? 'This image' : alt} could not be loaded.`),
        )
      return { dom, selectNode: () => dom.classList.add('picked'), deselectNode: () => dom.classList.remove('picked') }
    }
  },
})
