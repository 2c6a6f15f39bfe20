/** The code page: documents of plain text, in CodeMirror. */
import '../doc/style/doc.css'
import '../doc/style/sheet.css'
import '../doc/style/side.css'
import './code.css'
import { openDoc } from '@tutti/client/doc'
import type { CreateBody } from '@tutti/client/doc'
import { addressFor, newRoom, ownAddress, parsePlace } from '../doc/address.ts'
import { drawElsewhere, drawGone } from '../doc/sheet/refusal.ts'
import { openClient } from '../shell/client.ts'
import type { PageClient } from '../shell/client.ts'
import { byId } from '../shell/dom.ts'
import { toast } from '../shell/notice.ts'
import { reloadWhenRenamed } from '../shell/renamed.ts'
import { mountShell } from '../shell/shell.ts'
import { openCode } from './code.ts'

/** Whoever comes without an address gets a text that the second window may write in. */
const FRESH: CreateBody = { title: 'Scratch', type: 'code', public: 'editor' }

const shell = mountShell({ kind: 'Code' })
const root = byId('code')
reloadWhenRenamed(shell.identity)
const back = (): void => location.assign('/doc/')

const start = async (client: PageClient): Promise<void> => {
  await client.ready()
  const place = parsePlace(location.search)
  const room = place.room ?? newRoom()
  if (place.room === undefined) history.replaceState(null, '', ownAddress(room))
  const show = (password?: string): void => {
    const how = {
      ...(place.link === undefined ? {} : { link: place.link }),
      ...(password === undefined ? {} : { password }),
    }
    const provider = openDoc(client, room, {
      user: client.user?.id,
      ...(place.room === undefined ? { create: FRESH } : {}),
      ...how,
    })
    let over = false
    const end = (instead: HTMLElement): void => {
      if (over) return
      over = true
      code.close()
      root.replaceChildren(instead)
    }
    const code = openCode(shell, client, provider, () =>
      end(drawElsewhere('rich', addressFor('rich', room, place.link), back)),
    )
    if (!over) root.replaceChildren(code.root)
    const gone = (): void => end(drawGone(provider.error, how, back, show, client.user?.id ?? ''))
    provider.ready.catch(gone)
    provider.on('gone', gone)
  }
  show()
}

openClient(shell, (client) => {
  start(client).catch((error: unknown) => {
    toast({
      text: 'The code could not be opened. Reload the page, please.',
      code: error instanceof Error ? error.message : 'internal',
    })
  })
})
