/** The delivery page: shell, and whatever the sides of a delivery make of it. */
import './style/delivery.css'
import './style/map.css'
import { byId } from '../shell/dom.ts'
import { toast } from '../shell/notice.ts'
import { reloadWhenRenamed } from '../shell/renamed.ts'
import { mountShell } from '../shell/shell.ts'
import { startPage } from './page.ts'

const shell = mountShell({ kind: 'Delivery' })
reloadWhenRenamed(shell.identity)
try {
  startPage(shell, byId('delivery'))
} catch (error) {
  toast({
    text: 'This page could not start. Reload it, please.',
    code: error instanceof Error ? error.message : 'internal',
  })
}
