/** At the door: the customer's PIN, a photo, or why there is neither. */
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import type { OrderView } from '../../../../shared/delivery/types.ts'
import { element } from '../../../shell/dom.ts'
import { field, openDialog } from '../../../shell/overlay/dialog.ts'
import { refusalText } from '../../words/refusals.ts'
import { shortId } from '../../words/states.ts'
import type { CourierDesk } from '../desk.ts'
import { smallPhoto } from '../../live/photos.ts'

type How = 'pin' | 'photo' | 'reason'
const WAYS: readonly (readonly [How, string])[] = [
  ['pin', 'PIN'],
  ['photo', 'Photo'],
  ['reason', 'Neither'],
]

export const askDelivery = ({ courier }: CourierDesk, order: OrderView, done: (order: OrderView) => void): void => {
  let how: How = 'pin'
  const pin = element('input', {
    class: 'field courier-pin',
    inputmode: 'numeric',
    autocomplete: 'off',
    maxlength: 8,
    placeholder: '0000',
    'aria-label': 'PIN of the customer',
  })
  const photo = element('input', { class: 'field', type: 'file', accept: 'image/*', capture: 'environment' })
  const reason = element('input', {
    class: 'field',
    maxlength: DELIVERY.reasonMax,
    placeholder: 'Left with the neighbour',
  })
  const parts: Readonly<Record<How, HTMLElement>> = {
    pin: field('The customer reads it out', pin),
    photo: field('Where it was left', photo),
    reason: field('Why', reason),
  }
  const tabs = WAYS.map(([name, label]) =>
    element('button', { class: 'chip-button', type: 'button', 'data-how': name, click: () => choose(name) }, label),
  )
  const choose = (name: How): void => {
    how = name
    for (const tab of tabs) tab.setAttribute('aria-pressed', String(tab.dataset['how'] === name))
    for (const [key, part] of Object.entries(parts)) part.hidden = key !== name
    parts[name].querySelector('input')?.focus()
  }
  const send = async (): Promise<void> => {
    if (how === 'pin') {
      if (!/^\d{4,8}$/.test(pin.value.trim())) throw new Error('a PIN has four digits')
      return courier.deliver(order.id, { pin: pin.value.trim() })
    }
    if (how === 'reason') {
      if (reason.value.trim() === '') throw new Error('say why')
      return courier.deliver(order.id, { reason: reason.value.trim() })
    }
    const [file] = photo.files ?? []
    if (file === undefined) throw new Error('take a photo first')
    await courier.deliver(order.id, { photo: await courier.putPhoto(await smallPhoto(file)) })
  }
  const run = (): Promise<void> =>
    send().catch((error: unknown) => {
      pin.select()
      throw new Error(refusalText('Not delivered', error), { cause: error })
    })
  openDialog({
    title: `At the door: ${order.drop?.address ?? shortId(order.id)}`,
    body: [
      element('p', {}, `For ${order.customer?.name ?? 'the customer'}`),
      element('div', { class: 'chips', role: 'group', 'aria-label': 'Proof' }, ...tabs),
      ...Object.values(parts),
    ],
    action: 'Delivered',
    run,
    done: () => done(order),
  })
  choose('pin')
}
