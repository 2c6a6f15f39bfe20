/** Files dropped anywhere on a channel go into the message one writes. */
import { element } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'

export const acceptDrops = (area: HTMLElement, title: string, dropped: (files: FileList) => void): void => {
  const sign = element(
    'div',
    { class: 'drop', hidden: true },
    icon('clip'),
    element('b', {}, `Drop here to send to ${title}`),
  )
  area.append(sign)
  let depth = 0
  const carries = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true
  const set = (to: number): void => {
    depth = Math.max(0, to)
    sign.hidden = depth === 0
  }
  area.addEventListener('dragenter', (event) => {
    if (carries(event)) set(depth + 1)
  })
  area.addEventListener('dragleave', (event) => {
    if (carries(event)) set(depth - 1)
  })
  area.addEventListener('dragover', (event) => {
    if (carries(event)) event.preventDefault()
  })
  area.addEventListener('drop', (event) => {
    set(0)
    if (!carries(event) || event.dataTransfer === null) return
    event.preventDefault()
    dropped(event.dataTransfer.files)
  })
}
