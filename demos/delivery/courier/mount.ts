/** The courier's side. */
import { element } from '../../shell/dom.ts'
import type { Mount } from '../desk.ts'

export const mount: Mount = (place) => {
  place.replaceChildren(element('p', { class: 'quiet' }, 'Not open yet.'))
  return { close: () => place.replaceChildren() }
}
