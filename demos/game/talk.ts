/** Chat of the match: Enter opens a line, Enter sends it, Esc leaves it; the game's keys stay the game's. */
import './talk.css'
import { TuttiError } from '@tutti/client'
import { openChannel } from '@tutti/client/chat'
import type { ChatChannel } from '@tutti/client/chat'
import type { PageClient } from '../shell/client.ts'
import { element, show } from '../shell/dom.ts'
import { icon } from '../shell/icons.ts'
import { toast } from '../shell/notice.ts'
import { makeTalkLines } from './talk-lines.ts'

/** As long as it is worth something to those who play. */
const RETENTION_DAYS = 1
const MOST_LETTERS = 200

export interface Talk {
  /** Another client, as after a new identity. */
  enter(client: PageClient): void
}

/** `active`: keys are the game's now. */
export const addTalk = (parent: HTMLElement, room: string, active: () => boolean): Talk => {
  let channel: ChatChannel | undefined
  const field = element('input', {
    class: 'talk-field',
    maxlength: MOST_LETTERS,
    placeholder: 'Say something to this arena',
    'aria-label': 'Say something to this arena',
    enterkeyhint: 'send',
    autocomplete: 'off',
  })
  const form = element('form', { class: 'talk-form', hidden: true }, field)
  const button = element(
    'button',
    { class: 'hud-button talk-button', 'aria-label': 'Chat (Enter)', title: 'Chat (Enter)', hidden: true },
    icon('speech'),
  )
  const lines = element('div')
  const root = element('div', { class: 'talk' }, lines, form)
  parent.append(root, button)

  const open = (): void => {
    if (channel === undefined) return
    show(form, true)
    root.classList.add('open')
    field.focus()
  }
  const close = (): void => {
    field.value = ''
    // The keys are the game's again.
    field.blur()
    show(form, false)
    root.classList.remove('open')
  }
  const send = async (text: string): Promise<void> => {
    const now = channel
    if (now === undefined) return
    // Whoever only plays is no member: that begins with the first word.
    if (now.me.role === 'visitor') await now.command('enter', {})
    now.send(text)
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const text = field.value.trim()
    close()
    if (text !== '') void send(text).catch(told)
  })
  field.addEventListener('keydown', (event) => {
    event.stopPropagation()
    if (event.key === 'Escape') close()
  })
  field.addEventListener('blur', () => {
    if (!form.hidden && field.value.trim() === '') close()
  })
  window.addEventListener('keydown', (event) => {
    const free = event.target === document.body || event.target instanceof HTMLCanvasElement
    if (event.key !== 'Enter' || !free || !active() || event.repeat || event.isComposing) return
    event.preventDefault()
    open()
  })
  button.addEventListener('click', open)
  return {
    enter(client) {
      channel?.close()
      channel = undefined
      void join(client, room).then(
        (joined) => {
          channel = joined
          const view = makeTalkLines(joined.lastN)
          lines.replaceChildren(view.root)
          view.draw(joined.lines)
          joined.on('lines', () => view.draw(joined.lines))
          joined.on('gone', () => {
            if (channel !== joined) return
            channel = undefined
            close()
            show(button, false)
          })
          show(button, true)
        },
        // A match without words is a match.
        () => show(button, false),
      )
    },
  }
}

const join = (client: PageClient, room: string): Promise<ChatChannel> =>
  openChannel(client, `game-${room}`, {
    create: { type: 'public', title: `Arena ${room}`, listed: false, retentionDays: RETENTION_DAYS },
    // Who plays is seen in the arena.
    status: 'invisible',
    store: null,
  })

const told = (error: unknown): void => {
  const code = error instanceof TuttiError ? error.code : 'internal'
  toast({ text: `This was not said: ${error instanceof Error ? error.message : 'something broke'}.`, code })
}
