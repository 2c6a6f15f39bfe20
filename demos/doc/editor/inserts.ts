/** What can be put into the text besides blocks: images of one's own. */
import type { Editor } from '@tiptap/core'
import { element } from '../../shell/dom.ts'
import { loading, toast } from '../../shell/notice.ts'
import { refused } from '../../shell/refused.ts'
import type { DocFiles } from './files.ts'
import type { SlashItem } from './slash.ts'

export const isImage = (file: File): boolean => /^image\/(png|jpeg|gif|webp|avif)$/.test(file.type)

/** Sends images, then puts each in where `at` was: the text may have moved meanwhile. */
export const putImages = async (
  editor: Editor,
  files: DocFiles,
  images: Iterable<File>,
  at = editor.state.selection.to,
): Promise<void> => {
  const place = editor.utils.createMappablePosition(at)
  let position = place
  const moved = ({ transaction }: { transaction: Parameters<typeof editor.utils.getUpdatedPosition>[1] }): void => {
    position = editor.utils.getUpdatedPosition(position, transaction).position
  }
  editor.on('transaction', moved)
  try {
    for (const image of images) {
      const src = await files.put(image)
      if (editor.isDestroyed) return
      const into = between(editor, position.position)
      editor
        .chain()
        .insertContentAt(into, { type: 'image', attrs: { src, alt: image.name } }, { updateSelection: false })
        .run()
    }
  } catch (error) {
    refused('This image could not be sent')(error)
  } finally {
    editor.off('transaction', moved)
  }
}

/** Behind the block that holds `position`: an image parts no sentence. */
const between = (editor: Editor, position: number): number => {
  const place = editor.state.doc.resolve(Math.min(position, editor.state.doc.content.size))
  const { parent, depth } = place
  return parent.isTextblock && parent.content.size > 0 ? place.after(depth) : place.pos
}

export const pickImages = (editor: Editor, files: DocFiles): void => {
  const field = element('input', { type: 'file', accept: 'image/*', multiple: true, hidden: true })
  field.addEventListener('change', () => {
    const images = [...(field.files ?? [])].filter(isImage)
    if (images.length === 0) toast({ text: 'That is no image that a browser can show.' })
    void loading(putImages(editor, files, images))
    field.remove()
  })
  // Must be in the page: some browsers forget fields that are not.
  document.body.append(field)
  field.click()
}

export const inserts = (files: DocFiles): readonly SlashItem[] => [
  {
    label: 'Image',
    about: 'From this device',
    icon: 'image',
    words: 'picture photo file upload',
    run(editor, range) {
      editor.chain().focus().deleteRange(range).run()
      pickImages(editor, files)
    },
  },
]
