/** Files on their way into a message: each with its progress, each can be taken back. */
import { CHAT } from '../../../shared/chat/rules.ts'
import type { FileRef } from '../../../shared/chat/types.ts'
import { element, say, show } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import { toast } from '../../shell/notice.ts'
import type { Talk } from '../desk.ts'
import { keepOwnImage } from '../own-images.ts'
import { bytesOf } from '../../shell/words.ts'

export interface Uploads {
  readonly root: HTMLElement
  readonly count: number
  /** Some are still on their way, or have failed. */
  readonly pending: boolean
  add(files: Iterable<File>): void
  /** What is there, for a message; then the strip is empty. */
  take(): readonly FileRef[]
}

interface Upload {
  readonly root: HTMLElement
  ref: FileRef | undefined
}

export const makeUploads = (talk: Talk, changed: () => void): Uploads => {
  const root = element('div', { class: 'uploads', role: 'list', 'aria-label': 'Files to send', hidden: true })
  const all = new Set<Upload>()
  const refresh = (): void => {
    show(root, all.size > 0)
    changed()
  }
  const drop = (upload: Upload): void => {
    all.delete(upload)
    upload.root.remove()
    refresh()
  }
  const add = (file: File): void => {
    if (file.size > CHAT.fileBytesMax) {
      toast({ text: `${file.name} is ${bytesOf(file.size)}; a file may have ${bytesOf(CHAT.fileBytesMax)}.` })
      return
    }
    if (all.size >= CHAT.filesMax) {
      toast({ text: `A message carries up to ${CHAT.filesMax} files.` })
      return
    }
    const name = file.name === '' ? 'pasted' : file.name
    const words = element('small', {}, bytesOf(file.size))
    const bar = element('progress', { max: 1, value: 0, 'aria-label': `Sending ${name}` })
    const again = element('button', { class: 'button small', hidden: true, click: () => start() }, 'Try again')
    const upload: Upload = {
      ref: undefined,
      root: element(
        'div',
        { class: 'upload', role: 'listitem' },
        preview(file),
        element('span', { class: 'upload-words' }, element('b', {}, name), words, bar, again),
        element(
          'button',
          { class: 'icon-button', 'aria-label': `Remove ${name}`, click: () => drop(upload) },
          icon('close'),
        ),
      ),
    }
    const start = (): void => {
      again.hidden = true
      bar.hidden = false
      void send(talk, file, name, (share) => (bar.value = share)).then(
        (ref) => {
          upload.ref = ref
          bar.hidden = true
          refresh()
        },
        (error: unknown) => {
          bar.hidden = true
          again.hidden = false
          say(words, error instanceof Error ? `Not sent: ${error.message}` : 'Not sent')
          refresh()
        },
      )
    }
    all.add(upload)
    root.append(upload.root)
    start()
    refresh()
  }
  return {
    root,
    get count() {
      return all.size
    },
    get pending() {
      return [...all].some((upload) => upload.ref === undefined)
    },
    add(files) {
      for (const file of files) add(file)
    },
    take() {
      const refs = [...all].map((upload) => upload.ref).filter((ref) => ref !== undefined)
      for (const upload of all) upload.root.remove()
      all.clear()
      refresh()
      return refs
    },
  }
}

const send = async (talk: Talk, file: File, name: string, progress: (share: number) => void): Promise<FileRef> => {
  const [ref, size] = await Promise.all([talk.channel.upload(plain(file), name, progress), sizeOf(file)])
  if (size !== undefined) keepOwnImage(ref.hash, file)
  return { ...ref, ...size }
}

/** Text of whatever kind is text: the host takes few types, and a browser runs none of it. */
const plain = (file: File): Blob =>
  /^(text\/|application\/(json|xml|x-ndjson|yaml|x-sh)|$)/.test(file.type) && /\.\w+$/.test(file.name)
    ? file.slice(0, file.size, 'text/plain')
    : file

/** So that whoever reads it knows the frame before the image is there. */
const sizeOf = async (file: File): Promise<{ width: number; height: number } | undefined> => {
  if (!file.type.startsWith('image/') || file.type === 'image/svg+xml') return undefined
  try {
    const image = await createImageBitmap(file)
    const { width, height } = image
    image.close()
    return { width, height }
  } catch {
    // Not an image, whatever its type says: it is sent as any other file.
    return undefined
  }
}

const preview = (file: File): HTMLElement => {
  if (!/^image\/(png|jpeg|gif|webp|avif)$/.test(file.type)) return element('span', { class: 'file-sign' }, icon('file'))
  const url = URL.createObjectURL(file)
  const image = element('img', { class: 'upload-image', alt: '', src: url })
  image.addEventListener('load', () => URL.revokeObjectURL(url))
  return image
}
