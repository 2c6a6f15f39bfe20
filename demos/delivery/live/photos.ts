/** Photos at the door: made small enough for a phone's network, and shown to the people of their order. */
import { element } from '../../shell/dom.ts'
import { openImage } from '../../shell/overlay/image.ts'

/** Enough to read a door by. */
const MOST_PX = 1_280
const QUALITY = 0.8

/** The same picture as a JPEG of at most 1,280 px. Rejects where it is none. */
export const smallPhoto = async (file: Blob): Promise<Blob> => {
  const picture = await createImageBitmap(file).catch(() => {
    throw new Error('this is no picture')
  })
  const scale = Math.min(1, MOST_PX / Math.max(picture.width, picture.height))
  const canvas = element('canvas', {
    width: Math.max(1, Math.round(picture.width * scale)),
    height: Math.max(1, Math.round(picture.height * scale)),
  })
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error('this is no picture')) : resolve(blob)),
      'image/jpeg',
      QUALITY,
    )
  })
}

export interface PhotoSource {
  photoUrl(hash: string): Promise<string>
}

/** A small picture that a click makes large; nothing where it may not be seen. */
export const drawPhoto = (source: PhotoSource, hash: string, label: string): HTMLElement => {
  const image = element('img', { alt: label, class: 'photo' })
  const button = element('button', { class: 'photo-button', 'aria-label': label, hidden: true }, image)
  source.photoUrl(hash).then(
    (url) => {
      image.src = url
      button.hidden = false
      button.addEventListener('click', () => openImage(url, label, image.naturalWidth, image.naturalHeight))
    },
    () => undefined,
  )
  return button
}
