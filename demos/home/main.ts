/** Home: what people can do here together, each card alive, and how the host is doing. */
import './home.css'
import './chat-miniature.css'
import './doc-miniature.css'
import './delivery-miniature.css'
import { byId, element } from '../shell/dom.ts'
import { loading } from '../shell/notice.ts'
import { openClient } from '../shell/client.ts'
import { mountShell } from '../shell/shell.ts'
import { makeFigures } from './figures.ts'
import { makeCard } from './card.ts'
import { KINDS } from './kinds.ts'
import { fetchRooms } from './rooms.ts'
import type { RoomFact } from './rooms.ts'

const PERIOD_MS = 2_000

const shell = mountShell()
const cards = KINDS.map(makeCard)
const figures = makeFigures()
byId('home').append(
  element(
    'header',
    { class: 'hero' },
    element('h1', {}, 'All together, on the beat'),
    element('p', { class: 'quiet' }, 'One host for what people do together, live. Open anything in two windows.'),
  ),
  element('section', { class: 'cards', 'aria-label': 'What is on' }, ...cards.map((card) => card.root)),
  figures.root,
)

let rooms: readonly RoomFact[] = []
const look = async (): Promise<void> => {
  if (document.hidden) return
  try {
    rooms = await fetchRooms()
    for (const card of cards) card.facts(rooms)
    await figures.refresh(rooms)
  } catch {
    // The host is away; the pill says so, and numbers that are not true are not shown.
    figures.clear()
  }
}
const again = (): void => void look().then(() => window.setTimeout(again, PERIOD_MS))

void loading(look()).then(() => {
  window.setTimeout(again, PERIOD_MS)
  openClient(shell, (client) => {
    for (const card of cards) card.live(client, rooms)
  })
})
