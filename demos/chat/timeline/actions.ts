/** What one can do with a message: a small bar on the row under the pointer or the keyboard, and the menu behind it. */
import type { ChatLine } from '@tutti/client/chat'
import { element } from '../../shell/dom.ts'
import type { IconName } from '../../shell/icons.ts'
import { icon } from '../../shell/icons.ts'
import { toast } from '../../shell/notice.ts'
import { placeAddress } from '../address.ts'
import type { Talk } from '../desk.ts'
import { confirmDialog } from '../../shell/overlay/dialog.ts'
import { pickEmoji } from '../../shell/overlay/emoji-picker.ts'
import type { MenuEntry, MenuItem } from '../../shell/overlay/menu.ts'
import { openMenu } from '../../shell/overlay/menu.ts'
import { refused } from '../../shell/refused.ts'
import { isWords, mayDelete, mayEdit, mayPin, mayWrite } from '../rights.ts'
import { QUICK } from '../../shell/overlay/emoji.ts'
import { react } from './reactions.ts'
import { openReport } from './report.ts'

const QUICK_SHOWN = 3

export const copyLink = (line: ChatLine, talk: Talk): void => {
  copy(placeAddress(talk.channel.room, line.n), 'The link to this message is copied.')
}

const copy = (text: string, done: string): void => {
  navigator.clipboard.writeText(text).then(
    () => toast({ text: done }),
    () => toast({ text: `Copy this: ${text}` }),
  )
}

export const askDelete = (line: ChatLine, talk: Talk): void =>
  confirmDialog(
    'Delete this message?',
    'It will be gone for everybody; a mark stays in its place.',
    'Delete',
    async () => await talk.channel.delete(line.n),
  )

const togglePin = (line: ChatLine, talk: Talk): void => {
  const on = line.pinned !== true
  talk.channel.pin(line.n, on).catch(refused(on ? 'This was not pinned' : 'This stays pinned'))
}

export const menuOf = (line: ChatLine, talk: Talk): readonly MenuEntry[] => {
  const { channel } = talk
  const items: MenuEntry[] = []
  const add = (when: boolean, item: MenuItem): void => void (when && items.push(item))
  const words = isWords(line)
  const writes = mayWrite(channel, Date.now())
  add(words && writes, { label: 'Reply', icon: 'reply', hint: 'R', run: () => talk.reply(line) })
  add(words && talk.root === undefined, { label: 'Thread', icon: 'thread', hint: 'T', run: () => talk.thread(line.n) })
  add(writes && mayEdit(channel, line), { label: 'Edit', icon: 'pencil', hint: 'E', run: () => talk.edit(line) })
  add(words && mayPin(channel), {
    label: line.pinned === true ? 'Unpin' : 'Pin',
    icon: 'pin',
    hint: 'P',
    run: () => togglePin(line, talk),
  })
  if (items.length > 0) items.push(null)
  add(line.text !== '', { label: 'Copy text', icon: 'copy', run: () => copy(line.text, 'Copied.') })
  add(line.status === 'sent', { label: 'Copy link', icon: 'link', hint: 'L', run: () => copyLink(line, talk) })
  const reports =
    words && line.by !== channel.me.user && channel.channel?.type !== 'direct' && channel.me.role !== 'visitor'
  if (mayDelete(channel, line) || reports) items.push(null)
  add(reports, { label: 'Report…', icon: 'flag', run: () => openReport(line, talk) })
  add(mayDelete(channel, line), {
    label: 'Delete…',
    icon: 'trash',
    hint: 'Del',
    danger: true,
    run: () => askDelete(line, talk),
  })
  return items
}

/** Keys on a message. True: it was one of ours. */
export const actByKey = (key: string, line: ChatLine, anchor: HTMLElement, talk: Talk): boolean => {
  const { channel } = talk
  const writes = mayWrite(channel, Date.now())
  if (!isWords(line)) return false
  if (key === 'r' && writes) talk.reply(line)
  else if (key === 't' && talk.root === undefined) talk.thread(line.n)
  else if (key === 'e' && writes && mayEdit(channel, line)) talk.edit(line)
  else if (key === 'p' && mayPin(channel)) togglePin(line, talk)
  else if (key === 'l') copyLink(line, talk)
  else if (key === '+' && writes) pickEmoji(anchor, (sign) => react(line, sign, talk))
  else if (key === 'Delete' && mayDelete(channel, line)) askDelete(line, talk)
  else if (key === 'Enter') openMenu(anchor, 'Message', menuOf(line, talk), 'end')
  else return false
  return true
}

export const makeActions = (talk: Talk): { readonly root: HTMLElement; put(line: ChatLine, on: HTMLElement): void } => {
  const root = element('div', { class: 'actions', role: 'toolbar', 'aria-label': 'What to do with this message' })
  let now: ChatLine | undefined
  return {
    root,
    put(line, on) {
      if (now === line && root.parentElement === on) return
      now = line
      const writes = isWords(line) && mayWrite(talk.channel, Date.now())
      const quick = QUICK.slice(0, QUICK_SHOWN).map((sign) =>
        element(
          'button',
          {
            class: 'action quick',
            tabindex: -1,
            'aria-label': `React with ${sign}`,
            click: () => react(line, sign, talk),
          },
          sign,
        ),
      )
      const pick = button('smile', 'React (+)', () => pickEmoji(pick, (sign) => react(line, sign, talk)))
      const more = button('more', 'More', () => openMenu(more, 'Message', menuOf(line, talk), 'end'))
      root.replaceChildren(
        ...(writes ? [...quick, pick, button('reply', 'Reply (R)', () => talk.reply(line))] : []),
        ...(isWords(line) && talk.root === undefined
          ? [button('thread', 'Thread (T)', () => talk.thread(line.n))]
          : []),
        more,
      )
      if (line.status === 'sent') on.append(root)
      else root.remove()
    },
  }
}

const button = (sign: IconName, label: string, run: () => void): HTMLElement =>
  element('button', { class: 'action', 'aria-label': label, title: label, tabindex: -1, click: run }, icon(sign))
