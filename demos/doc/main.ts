/** The documents' page: shell and connection, and whatever the documents make of them. */
import './style/doc.css'
import './style/list.css'
import './style/sheet.css'
import './style/text.css'
import './style/tools.css'
import './style/talk.css'
import './style/side.css'
import './style/phone.css'
import { openClient } from '../shell/client.ts'
import { byId } from '../shell/dom.ts'
import { toast } from '../shell/notice.ts'
import { reloadWhenRenamed } from '../shell/renamed.ts'
import { mountShell } from '../shell/shell.ts'
import { startPage } from './page.ts'
import type { DocPage } from './page.ts'

const shell = mountShell({ kind: 'Documents' })
const root = byId('doc')
reloadWhenRenamed(shell.identity)
let page: Promise<DocPage | undefined> = Promise.resolve(undefined)

openClient(shell, (client) => {
  // A client that replaces another, as somebody else: everything anew.
  page = page.then(async (before) => {
    before?.close()
    try {
      return await startPage(shell, client, root)
    } catch (error) {
      toast({
        text: 'The documents could not start. Reload the page, please.',
        code: error instanceof Error ? error.message : 'internal',
      })
      return undefined
    }
  })
})
