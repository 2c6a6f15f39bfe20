/** What can be put into the text besides blocks: images and other files of one's own. */
import type { Editor } from '@tiptap/core'
import { DOC, DOC_FILE_TYPES } from '../../../shared/doc/rules.ts'
import { element } from '../../shell/dom.ts'
import { loading, toast } from '../../shell/notice.ts'
import { refused } from '../../shell/refused.ts'
import { bytesOf } from '../../shell/words.ts'
import type { FileAttrs } from './file-node.ts'
import type { DocFiles } from './files.ts'
import type { SlashItem } from './slash.ts'

const isImage = (media: string): boolean => media.startsWith('image/')

/** Browsers call the same type by several names, or do not know it. */
const ALIKE: Readonly<Record<string, string>> = {
  'application/x-zip-compressed': 'application/zip',
  'audio/mp3': 'audio/mpeg',
  'audio/x-m4a': 'audio/mp4',
  'application/ogg': 'audio/ogg',
  'text/markdown': 'text/plain',
  'text/csv': 'text/plain',
}
const ENDINGS: Readonly<Record<string, string>> = {
  zip: 'application/zip',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  ogg: 'audio/ogg',
  md: 'text/plain',
  log: 'text/plain',
}

/** As the host calls it; undefined: it takes none of these. */
export const mediaOf = ({ name, type }: Pick<File, 'name' | 'type'>): string | undefined => {
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  const media = type === '' ? ENDINGS[ending] : (ALIKE[type] ?? type)
  return DOC_FILE_TYPES.find((known) => known === media)
}

/** Why a file cannot be put in, or undefined. */
const refusal = (file: File): string | undefined => {
  if (mediaOf(file) === undefined)
    return `${file.name} is of a type that documents do not take: images, PDF, plain text, sound, film and ZIP are.`
  if (file.size === 0) return `${file.name} is empty.`
  return file.size > DOC.fileMax
    ? `${file.name} has ${bytesOf(file.size)}; a file here may have ${bytesOf(DOC.fileMax)}.`
    : undefined
}

/** Sends files, then puts each in where `at` was: the text may have moved meanwhile. */
export const putFiles = async (
  editor: Editor,
  files: DocFiles,
  all: Iterable<File>,
  at = editor.state.selection.to,
): Promise<void> => {
  const place = editor.utils.createMappablePosition(at)
  let position = place
  const moved = ({ transaction }: { transaction: Parameters<typeof editor.utils.getUpdatedPosition>[1] }): void => {
    position = editor.utils.getUpdatedPosition(position, transaction).position
  }
  editor.on('transaction', moved)
  try {
    for (const file of all) {
      const media = mediaOf(file)
      const why = refusal(file)
      if (why !== undefined || media === undefined) {
        toast({ text: why ?? '' })
        continue
      }
      const src = await files.put(file, media)
      if (editor.isDestroyed) return
      const into = between(editor, position.position)
      const attrs: FileAttrs = { src, name: file.name, size: file.size, media }
      const node = isImage(media) ? { type: 'image', attrs: { src, alt: file.name } } : { type: 'file', attrs }
      editor.chain().insertContentAt(into, node, { updateSelection: false }).run()
    }
  } catch (error) {
    refused('This file could not be sent')(error)
  } finally {
    editor.off('transaction', moved)
  }
}

/** Behind the block that holds `position`: a file parts no sentence. */
const between = (editor: Editor, position: number): number => {
  const place = editor.state.doc.resolve(Math.min(position, editor.state.doc.content.size))
  const { parent, depth } = place
  return parent.isTextblock && parent.content.size > 0 ? place.after(depth) : place.pos
}

export const pickFiles = (editor: Editor, files: DocFiles, accept = ''): void => {
  const field = element('input', { type: 'file', accept, multiple: true, hidden: true })
  field.addEventListener('change', () => {
    void loading(putFiles(editor, files, [...(field.files ?? [])]))
    field.remove()
  })
  // Must be in the page: some browsers forget fields that are not.
  document.body.append(field)
  field.click()
}

export const IMAGES = DOC_FILE_TYPES.filter(isImage).join()

export const inserts = (files: DocFiles): readonly SlashItem[] => [
  {
    label: 'Image',
    about: 'From this device',
    icon: 'image',
    words: 'picture photo upload',
    run(editor, range) {
      editor.chain().focus().deleteRange(range).run()
      pickFiles(editor, files, IMAGES)
    },
  },
  {
    label: 'File',
    about: 'PDF, sound, film, ZIP',
    icon: 'clip',
    words: 'attachment upload audio video document',
    run(editor, range) {
      editor.chain().focus().deleteRange(range).run()
      pickFiles(editor, files)
    },
  },
]
