/** Who writes just now, in one line that keeps its place. */
import type { ChatChannel } from '@tutti/client/chat'
import { element } from '../../shell/dom.ts'
import { listOf } from '../../shell/words.ts'

export const makeTyping = (
  channel: ChatChannel,
  root: number | undefined,
): { readonly root: HTMLElement; refresh(): void } => {
  const words = element('span')
  const dots = element('span', { class: 'typing-dots', 'aria-hidden': 'true' }, ...[0, 1, 2].map(() => element('i')))
  const line = element('div', { class: 'typing', 'data-on': 'false' }, dots, words)
  return {
    root: line,
    refresh() {
      const names = channel.typing
        .filter((one) => one.user !== channel.me.user && one.root === root)
        .map((one) => one.name)
      line.dataset['on'] = String(names.length > 0)
      if (names.length > 0) words.textContent = `${listOf(names)} ${names.length === 1 ? 'is' : 'are'} writing…`
    },
  }
}
