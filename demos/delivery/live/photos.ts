/** Photos at the door: put beside the region by couriers, and shown to the people of that order. */
import { TuttiError } from '@tutti/client'
import type { ErrorCode } from '@tutti/client'
import { element } from '../../shell/dom.ts'
import { openImage } from '../../shell/overlay/image.ts'
import type { Side } from '../desk.ts'

/** Enough to read a door by, and small enough for a phone's network. */
const MOST_PX = 1_280
const QUALITY = 0.8

/** Its hash. Rejects with TuttiError. */
export const putPhoto = async (side: Side, file: Blob): Promise<string> => {
  const body = await smaller(file)
  const { url, authorization } = await side.client.http(`/v1/delivery/${side.region}/files?name=door.jpg`)
  const response = await fetch(url, { method: 'POST', headers: { authorization, 'content-type': body.type }, body })
  const answer = (await response.json()) as {
    readonly hash?: string
    readonly error?: { readonly code?: ErrorCode; readonly message?: string }
  }
  if (response.ok && answer.hash !== undefined) return answer.hash
  throw new TuttiError(answer.error?.code ?? 'internal', answer.error?.message)
}

const smaller = async (file: Blob): Promise<Blob> => {
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

/** A small picture that a click makes large; nothing where it may not be seen. */
export const drawPhoto = (side: Side, hash: string, label: string): HTMLElement => {
  const image = element('img', { alt: label, class: 'photo' })
  const button = element('button', { class: 'photo-button', 'aria-label': label, hidden: true }, image)
  const load = async (): Promise<void> => {
    const { url, authorization } = await side.client.http(`/v1/delivery/${side.region}/files/${hash}`)
    const response = await fetch(url, { headers: { authorization } })
    if (!response.ok) return
    image.src = URL.createObjectURL(await response.blob())
    button.hidden = false
    button.addEventListener('click', () => openImage(image.src, label, image.naturalWidth, image.naturalHeight))
  }
  load().catch(() => undefined)
  return button
}
