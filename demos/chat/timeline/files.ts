/** Files of a message: images in a frame of their known size, so that nothing jumps; the rest as a card. */
import type { FileRef } from '../../../shared/chat/types.ts'
import { element } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'
import type { Talk } from '../desk.ts'
import { openImage } from '../../shell/overlay/image.ts'
import { ownImage } from '../own-images.ts'
import { refused } from '../../shell/refused.ts'
import { bytesOf } from '../../shell/words.ts'

const WIDEST_PX = 400
const HIGHEST_PX = 300

/** What the browser draws, and what cannot run anything. */
const DRAWN = /^image\/(png|jpeg|gif|webp|avif)$/

export const drawFiles = (files: readonly FileRef[], talk: Talk): HTMLElement =>
  element(
    'div',
    { class: 'files' },
    ...files.map((file) =>
      DRAWN.test(file.type) && file.width !== undefined && file.height !== undefined
        ? drawImage(file, file.width, file.height, talk)
        : drawCard(file, talk),
    ),
  )

const drawImage = (file: FileRef, width: number, height: number, talk: Talk): HTMLElement => {
  const image = element('img', { alt: file.name, width, height, decoding: 'async' })
  const root = element('button', { class: 'file-image', 'aria-label': `Image ${file.name}: see it large` }, image)
  const scale = Math.min(1, WIDEST_PX / width, HIGHEST_PX / height)
  root.style.width = `${Math.round(width * scale)}px`
  root.style.aspectRatio = `${width} / ${height}`
  // Of one that is still on its way, the host shows nothing to anybody.
  const own = ownImage(file.hash)
  const url = own === undefined ? talk.channel.fileUrl(file.hash) : Promise.resolve(own)
  url.then(
    (address) => {
      image.src = address
      root.addEventListener('click', () => openImage(address, file.name, width, height))
    },
    () => root.replaceWith(drawCard(file, talk)),
  )
  return root
}

const drawCard = (file: FileRef, talk: Talk): HTMLElement => {
  const dot = file.name.lastIndexOf('.')
  const ending = dot > 0 ? file.name.slice(dot + 1, dot + 9).toUpperCase() : 'FILE'
  return element(
    'button',
    {
      class: 'file-card',
      'aria-label': `Download ${file.name}, ${bytesOf(file.bytes)}`,
      click: () => void download(file, talk).catch(refused('This file cannot be loaded')),
    },
    element('span', { class: 'file-sign' }, icon('file')),
    element(
      'span',
      { class: 'file-words' },
      element('b', {}, file.name),
      element('small', {}, `${ending} · ${bytesOf(file.bytes)}`),
    ),
    icon('download'),
  )
}

const download = async (file: FileRef, talk: Talk): Promise<void> => {
  save(await talk.channel.fileUrl(file.hash), file.name)
}

export const save = (url: string, name: string): void => {
  const link = element('a', { href: url, download: name })
  link.click()
}
