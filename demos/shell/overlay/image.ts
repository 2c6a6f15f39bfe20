/** An image by itself, as large as the window lets it be. */
import { element } from '../../shell/dom.ts'
import { icon } from '../../shell/icons.ts'

export const openImage = (url: string, name: string, width: number, height: number): void => {
  const close = (): void => root.close()
  const root = element(
    'dialog',
    { class: 'image-view', 'aria-label': name, click: close },
    element('img', { src: url, alt: name, width, height }),
    element(
      'div',
      { class: 'image-bar' },
      element('span', {}, name),
      element('a', { class: 'button small', href: url, download: name }, 'Download'),
      element('button', { class: 'icon-button', 'aria-label': 'Close' }, icon('close')),
    ),
  )
  root.addEventListener('close', () => root.remove())
  document.body.append(root)
  root.showModal()
}
